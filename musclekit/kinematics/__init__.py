"""Joints, tendon paths and moment arms of one side of the body, from an MJCF file."""

from musclekit.kinematics.joints import Configuration, Coordinate, Joints, read_joints

__all__ = ["Configuration", "Coordinate", "Joints", "read_joints"]
