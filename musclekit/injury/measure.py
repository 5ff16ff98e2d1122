"""Extents of an injury measured on the meshes of an injured atlas, as on a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from musclekit.atlas import Atlas
from musclekit.errors import MusclekitError
from musclekit.geometry import enclosed_volume
from musclekit.injury.altering import healthy_body, injuries_of, where
from musclekit.injury.injury import Injury
from musclekit.injury.recipe import centre_mm

if TYPE_CHECKING:
    import pyvista

    from musclekit.injury.body import Body

HALF = 0.5
"""A field counts as present above it."""
DEEP_MM = 0.25
"""Tissue missing deeper than this below the healthy surface is a gap."""


def measure_injury(atlas: Atlas, injury: Injury) -> dict[str, float]:
    """Measure an injury's extents on the upright meshes, muscles at rest.

    Parameters
    ----------
    atlas : Atlas
        That has the injury.
    injury : Injury

    Returns
    -------
    dict of str to float
        Each extent of its kind that is not nought, in its unit: what the mesh shows, not what was
        asked for.

    Raises
    ------
    MusclekitError
        If the atlas does not have the injury, or has another one in the same structure.
    """
    if injury not in injuries_of(atlas):
        raise MusclekitError("The atlas does not have this injury.", remedy="Use mk.injure first.")
    if sum(one.structure == injury.structure for one in injuries_of(atlas)) > 1:
        raise MusclekitError(
            f"'{injury.structure}' has several injuries, which cannot be told apart on its mesh.",
            remedy="Measure them one at a time.",
        )
    hurt, healthy = atlas.neutral, atlas.neutral.intact
    look = _Look(hurt, healthy, injury)
    wanted = {name for name, value in injury.extents.items() if value}
    return {name: value for name, value in look.extents().items() if name in wanted}


class _Look:
    """One injury on its mesh, beside the healthy one."""

    def __init__(self, hurt: Atlas, healthy: Atlas, injury: Injury) -> None:
        self.hurt, self.injury = hurt, injury
        self.body: Body = healthy_body(healthy, injury.structure)
        self.mesh, self.whole = hurt[injury.structure].mesh, healthy[injury.structure].mesh
        self.at_mm = centre_mm(self.body, injury, where(healthy, injury))

    def extents(self) -> dict[str, float]:
        """Whatever can be measured of the kind."""
        data = self.mesh.point_data
        found: dict[str, float] = {}
        for name in ("OEDEMA", "SCAR", "TENDINOSIS"):
            if name in data:
                found |= self._coloured(name)
        if self.injury.kind == "tendinopathy":
            found |= self._thickened()
        if self.injury.kind == "complete_tear":
            # However it came about, there is one gap between the ends.
            given = self.injury.retraction_mm, self.injury.disruption_mm
            name = "retraction_mm" if given[0] >= given[1] else "disruption_mm"
            found[name] = self._between_stumps_mm()
        elif self.injury.kind == "avulsion":
            found |= self._off_the_bone()
        elif self.injury.disruption_mm:
            found["disruption_mm"] = self._gap_mm()
        found |= self._solids()
        if "FAT" in data:
            found |= self._wasted()
        return found

    # ------------------------------------------------------------------ along the structure

    def _arcs(self, points: np.ndarray) -> np.ndarray:
        """Distance along the healthy course of the place on it nearest to points (n, 3)."""
        line, arcs = self.body.course.rest.middles, self.body.course.arc_mm
        steps = np.diff(line, axis=0)
        gap = points[:, None] - line[:-1]
        share = np.einsum("nki,ki->nk", gap, steps) / np.einsum("ki,ki->k", steps, steps)
        away = np.linalg.norm(gap - np.clip(share, 0, 1)[..., None] * steps, axis=2)
        near = away.argmin(axis=1)
        share = share[np.arange(len(points)), near]
        return arcs[near] + share * np.diff(arcs)[near]

    def _coloured(self, name: str) -> dict[str, float]:
        border = self.mesh.contour([HALF], scalars=name)
        within = np.asarray(self.mesh.point_data[name]) >= HALF
        along = (one.point_data["ALONG"] for one in (border, self.mesh))
        outer, inner = (np.asarray(one, float) for one in along)
        arcs = self.body.course.arc(np.concatenate([outer, inner[within]]))
        if not len(arcs):
            return {}
        low, high = arcs.min(), arcs.max()
        # Where there is a gap the section is looked at beside it, on the side away from the bone.
        beside = 0.8 if high + low < self.body.long_mm else 0.2
        at = low + (beside if self.injury.disruption_mm else 0.5) * (high - low)
        return {
            "length_mm": float(high - low),
            "csa_fraction": self._share_of_section(name, float(at)),
        }

    def _gap_mm(self) -> float:
        """Length over which the surface lies deeper than the healthy one."""
        sunk = self.mesh.compute_implicit_distance(self.whole)
        depth = -np.asarray(sunk.point_data["implicit_distance"], float)
        sunk.point_data["SUNK"] = (depth > DEEP_MM).astype(float)
        rim = sunk.contour([HALF], scalars="SUNK")
        arcs = self.body.course.arc(np.asarray(rim.point_data["ALONG"], float))
        return float(np.ptp(arcs)) if len(arcs) else 0.0

    def _between_stumps_mm(self) -> float:
        """Room between the foremost fibres of two torn ends, along the course."""
        parts = self.mesh.connectivity("all")
        part = np.asarray(parts.point_data["RegionId"])
        raw = np.asarray(parts.point_data["TORN"]) > 0.99
        arcs = np.where(raw, 0.0, np.nan)
        arcs[raw] = self._arcs(np.asarray(parts.points, float)[raw])
        near, far = sorted((arcs[raw & (part == one)] for one in (0, 1)), key=np.median)
        return float(far.min() - near.max())

    def _off_the_bone(self) -> dict[str, float]:
        """How far the end has gone from where it was; of a partial one, what share is torn."""
        if self.injury.csa_fraction < 1:
            if not self._torn().any():
                return {}
            at = float(self.body.course.arc(self.mesh.point_data["ALONG"][self._torn()]).mean())
            return {"csa_fraction": 1 - self._area(self.mesh, at) / self._area(self.whole, at)}
        whole = np.asarray(self.whole.points, float)
        gone = np.asarray(self.mesh.points, float)[: len(whole)] - whole
        along = np.asarray(self.whole.point_data["ALONG"], float)
        end = along <= along.min() if self.injury.site == "origin" else along >= along.max()
        far = np.linalg.norm(gone[end], axis=1)
        if far.max() < DEEP_MM:
            return {}  # lying where it was, it looks whole
        share = float((far > HALF * far.max()).mean())
        return {"retraction_mm": float(far.min()), "csa_fraction": share}

    def _torn(self) -> np.ndarray:
        return np.asarray(self.mesh.point_data["TORN"]) > HALF

    # ------------------------------------------------------------------ in the section

    def _slice(self, mesh: pyvista.PolyData, arc_mm: float) -> pyvista.PolyData:
        """Border of the section of the tissue that lies at one place along the structure."""
        along = np.interp(arc_mm, self.body.course.arc_mm, self.body.course.along)
        return mesh.contour([float(along)], scalars="ALONG")

    def _share_of_section(self, name: str, arc_mm: float) -> float:
        """Share of the section's area beyond the line between the ends of what is coloured."""
        cut = self._slice(self.mesh, arc_mm)
        border = self._pieces(cut, arc_mm)
        coloured = np.asarray(cut.point_data[name], float)[_round(cut)] - HALF
        if (coloured > 0).all():
            return 1.0
        onward, after = np.roll(border, -1, axis=0), np.roll(coloured, -1)
        crossing = (coloured > 0) != (after > 0)
        before, beyond = coloured[crossing], after[crossing]
        share = (before / (before - beyond))[:, None]
        ends = border[crossing] + share * (onward - border)[crossing]
        far = np.linalg.norm(ends[:, None] - ends, axis=2)
        one, other = ends[list(np.unravel_index(far.argmax(), far.shape))]
        line = (other - one) / max(np.linalg.norm(other - one), 1e-9)
        out = np.array([-line[1], line[0]])
        if np.mean((border[coloured > 0] - one) @ out) < 0:
            out = -out
        # A gap or a scar takes from the section; thickening takes the line along with it.
        if self.injury.kind != "tendinopathy":
            border = self._pieces(self._slice(self.whole, arc_mm), arc_mm)
        return _beyond(border, one, out) / _beyond(border, one - 1e4 * out, out)

    def _pieces(self, cut: pyvista.PolyData, arc_mm: float) -> np.ndarray:
        """(p, 2) vertices of a section's border in its plane, in order round it."""
        frame = self.body.course.frame(np.array([[arc_mm, 0.0, 0.0]]), self.body.course.rest)
        flat = (np.asarray(cut.points, float) - frame[0]) @ frame[2:].T
        return flat[_round(cut)]

    def _thickened(self) -> dict[str, float]:
        data = np.asarray(self.mesh.point_data["TENDINOSIS"], float)
        arcs = self.body.course.arc(np.asarray(self.mesh.point_data["ALONG"], float))
        middle = float(np.median(arcs[data >= 0.95 * data.max()]))
        now, before = (self._area(one, middle) for one in (self.mesh, self.whole))
        return {"thickening": float(np.sqrt(now / before) - 1)}

    def _area(self, mesh: pyvista.PolyData, arc_mm: float) -> float:
        cut = self._slice(mesh, arc_mm)
        return _beyond(self._pieces(cut, arc_mm), np.array([-1e4, 0.0]), np.array([1.0, 0.0]))

    # ------------------------------------------------------------------ solids

    def _solids(self) -> dict[str, float]:
        own, found = self.injury.structure, {}
        for key, name in (("fluid_ml", "haematoma"), ("fragment_mm", "fragment")):
            if f"{own}_{name}" in self.hurt:
                mesh = self.hurt[f"{own}_{name}"].mesh
                points = np.asarray(mesh.points, float)
                if name == "haematoma":
                    found[key] = abs(enclosed_volume(points, mesh.regular_faces)) / 1000
                else:
                    _, _, ways = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)
                    found[key] = float(np.ptp(points @ ways[0]))
        return found

    def _wasted(self) -> dict[str, float]:
        volumes = [
            abs(enclosed_volume(np.asarray(one.points, float), one.regular_faces))
            for one in (self.mesh, self.whole)
        ]
        belly = self.mesh.clip_scalar(scalars="TISSUE", invert=False, value=HALF)
        share = float(belly.clip_scalar(scalars="FAT", invert=False, value=HALF).area / belly.area)
        return {"atrophy": 1 - volumes[0] / volumes[1], "fatty_fraction": share}


def _round(cut: pyvista.PolyData) -> np.ndarray:
    """Vertices of the longest ring of a section's border, in order."""
    beside: dict[int, list[int]] = {}
    for a, b in cut.lines.reshape(-1, 3)[:, 1:].tolist():
        beside.setdefault(a, []).append(b)
        beside.setdefault(b, []).append(a)
    rings = []
    while beside:
        ring = [next(iter(beside))]
        while ring[-1] in beside:
            onward = [one for one in beside.pop(ring[-1]) if one in beside]
            ring += onward[:1]
            if not onward:
                break
        rings.append(ring)
    return np.array(max(rings, key=len))


def _beyond(border: np.ndarray, start: np.ndarray, out: np.ndarray) -> float:
    """Area of a section beyond a line."""
    far = (border - start) @ out
    across = border @ np.array([-out[1], out[0]])
    after, step = np.roll(far, -1), np.roll(across, -1) - across
    low, high = np.minimum(far, after), np.maximum(far, after)
    part = np.where(low >= 0, (low + high) / 2, high.clip(0) ** 2 / (2 * (high - low) + 1e-12))
    return float(abs(np.einsum("i,i->", part, step)))
