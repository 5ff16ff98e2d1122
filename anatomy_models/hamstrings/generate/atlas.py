"""All structures in order: bones, then what is laid onto them, then what runs between them."""

import numpy as np

from anatomy_models.hamstrings.generate.bones import BONES, DISCS, bone_mesh
from anatomy_models.hamstrings.generate.footprints import as_polydata, lay
from anatomy_models.hamstrings.generate.landmarks import LANDMARKS
from anatomy_models.hamstrings.generate.light import light_pieces
from anatomy_models.hamstrings.generate.muscles import hamstring_meshes
from anatomy_models.hamstrings.generate.neighbours import NEIGHBOURS
from anatomy_models.hamstrings.generate.nerves import NERVES, ROOTS
from anatomy_models.hamstrings.generate.patches import patch
from anatomy_models.hamstrings.generate.rings import closed_tube, smoothstep
from anatomy_models.hamstrings.generate.strands import strand_rings
from anatomy_models.hamstrings.generate.surface import Surface
from anatomy_models.hamstrings.generate.thigh import HAMSTRINGS, SHARED_TENDON
from anatomy_models.hamstrings.generate.tubes import tube_obstacle, tube_rings
from anatomy_models.hamstrings.generate.vessels import VESSELS
from anatomy_models.hamstrings.generate.write import footprint_record, write_footprints, write_glb

STRANDS = {**NERVES, **ROOTS, **VESSELS}


def generate(folder, only=None):
    """Generate and write structures.

    Parameters
    ----------
    folder : pathlib.Path
        Receives meshes/<id>.glb, meshes/light/<id>.glb and footprints.json.
    only : sequence of str, optional
        Ids to write; by default all, with the footprints. Bones not needed are not made.
    """
    (folder / "meshes" / "light").mkdir(parents=True, exist_ok=True)
    bones = {name: as_polydata(*bone_mesh(name)) for name in bones_needed(only)}
    pieces = [
        (name, np.asarray(mesh.points), mesh.regular_faces, {}) for name, mesh in bones.items()
    ]
    pieces += [
        (name, *patch(bones[bone], region), {})
        for name, (bone, region) in LANDMARKS.items()
        if bone in bones
    ]
    pieces += [(name, *bone_mesh(name), {}) for name in DISCS if only is None or name in only]
    pieces += strand_pieces()
    if only is None or set(only) & {*SHARED_TENDON, *HAMSTRINGS, *NEIGHBOURS}:
        laid = {footprint: lay(footprint, bones[footprint.bone]) for footprint in footprints()}
        pieces += [*tube_pieces(laid), *muscle_pieces(laid, bones)]
        if only is None:
            write_footprints(folder / "footprints.json", footprint_records(laid))
    wanted = [piece for piece in pieces if only is None or needed(piece[0], only)]
    for piece, light in zip(wanted, light_pieces(wanted), strict=True):
        name = piece[0]
        if only is None or name in only:
            write_glb(folder / "meshes" / f"{name}.glb", *piece[1:])
            write_glb(folder / "meshes" / "light" / f"{name}.glb", *light[1:])
            print(f"{name}: {len(piece[2])} faces, light {len(light[2])}", flush=True)


def needed(name, only):
    """Whether a piece is among the ids in `only`, or a bone a landmark among them lies on."""
    return name in only or any(LANDMARKS[one][0] == name for one in only if one in LANDMARKS)


def bones_needed(only):
    """Bones to make for the ids in `only` (None: all)."""
    if only is None or set(only) & {*SHARED_TENDON, *HAMSTRINGS, *NEIGHBOURS}:
        return list(BONES)
    return [
        bone
        for bone in BONES
        if bone in only or any(LANDMARKS[name][0] == bone for name in only if name in LANDMARKS)
    ]


def footprints():
    """Every footprint in the tables."""
    attached = [*HAMSTRINGS.values(), *(tube for tube in NEIGHBOURS.values() if tube.origin)]
    return [end for item in attached for end in (item.origin, item.insertion)]


def footprint_records(laid):
    """Records of every origin and insertion, ordered by structure and role."""
    return [
        footprint_record(name, role, laid[footprint])
        for name, item in sorted({**SHARED_TENDON, **HAMSTRINGS, **NEIGHBOURS}.items())
        for role, footprint in (("insertion", item.insertion), ("origin", item.origin))
        if footprint
    ]


def strand_pieces():
    """Name, vertices, faces and attributes of nerves and vessels."""
    for name, strand in STRANDS.items():
        along, rings = strand_rings(name, STRANDS)
        yield name, *closed_tube(rings), {"_ALONG": per_vertex(along, strand.angles)}


def tube_pieces(laid):
    """Name, vertices, faces and attributes of deep muscles and ligaments."""
    for name, tube in NEIGHBOURS.items():
        along, rings = tube_rings(tube, laid)
        attributes = {"_ALONG": per_vertex(along, tube.angles)}
        if name in ("piriformis", "quadratus_femoris"):
            ends = np.minimum(along, 1.0 - along)
            attributes["_TISSUE"] = per_vertex(smoothstep(ends, 0.0, 0.15), tube.angles)
        yield name, *closed_tube(rings), attributes


def muscle_pieces(laid, bones):
    """Name, vertices, faces and attributes of the hamstrings and their shared tendon."""
    surface = Surface.of(bones.values())
    kept_clear = [*NERVES.values(), *VESSELS.values(), NEIGHBOURS["sacrotuberous_ligament"]]
    others = [tube_obstacle(tube) for tube in kept_clear]

    def obstacle(points):
        return np.min([surface.distance(points), *(other(points) for other in others)], axis=0)

    yield from hamstring_meshes(HAMSTRINGS, SHARED_TENDON, laid, obstacle, surface)


def per_vertex(values, angles):
    """Values of rings (n,) repeated for each vertex of a closed tube (n angles + 2,)."""
    return np.r_[np.repeat(values, angles), values[0], values[-1]]
