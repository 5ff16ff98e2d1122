"""All structures in order: bones, then what is laid onto them, then what runs between them."""

import numpy as np

from anatomy_models.hamstrings.generate.bones import BONES, DISCS, bone_mesh
from anatomy_models.hamstrings.generate.branches import branches_mesh
from anatomy_models.hamstrings.generate.contact import contact
from anatomy_models.hamstrings.generate.envelope import envelope_mesh
from anatomy_models.hamstrings.generate.footprints import as_polydata, lay
from anatomy_models.hamstrings.generate.joints import joints_xml
from anatomy_models.hamstrings.generate.landmarks import LANDMARKS
from anatomy_models.hamstrings.generate.light import light_pieces
from anatomy_models.hamstrings.generate.moulded import Obstacle, drawn_ends, moulded_mesh
from anatomy_models.hamstrings.generate.muscles import hamstring_meshes
from anatomy_models.hamstrings.generate.neighbours import DEEP_MUSCLES, LIGAMENTS, NEIGHBOURS
from anatomy_models.hamstrings.generate.nerves import BRANCHES, NERVES, ROOTS
from anatomy_models.hamstrings.generate.patches import patch
from anatomy_models.hamstrings.generate.skin import SKIN
from anatomy_models.hamstrings.generate.strands import strand_mesh, strand_obstacle
from anatomy_models.hamstrings.generate.surface import Surface
from anatomy_models.hamstrings.generate.thigh import HAMSTRINGS, SHARED_TENDON
from anatomy_models.hamstrings.generate.variants import (
    NERVE_VARIANTS,
    TENDON_LENGTHS_MM,
    of_length,
)
from anatomy_models.hamstrings.generate.vessels import VESSELS
from anatomy_models.hamstrings.generate.write import footprint_record, write_footprints, write_glb

STRANDS = {**NERVES, **ROOTS, **VESSELS}
MUSCLES = {**SHARED_TENDON, **HAMSTRINGS}
TRUNK = ("sciatic_nerve", "tibial_nerve", "common_fibular_nerve")
COVERING = ("gluteus_maximus",)
"""Made last, so that it keeps clear of the variants, too."""


def generate(folder, only=None):
    """Generate and write structures.

    Parameters
    ----------
    folder : pathlib.Path
        Receives meshes/<id>.glb, meshes/light/<id>.glb, variants/<variant>/<id>.glb,
        footprints.json and joints.xml.
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
    strands = list(strand_pieces())
    pieces += strands
    if only is None or set(only) & {*MUSCLES, *NEIGHBOURS, "skin"}:
        laid = {footprint: lay(footprint, bones[footprint.bone]) for footprint in footprints()}
        solids = dict(bones)
        pieces += moulded_pieces(LIGAMENTS, solids)
        ligaments = [solids[name] for name in LIGAMENTS]
        muscles = list(muscle_pieces(laid, bones, ligaments, HAMSTRINGS, SHARED_TENDON))
        pieces += muscles
        solids.update({name: as_polydata(*mesh) for name, *mesh, _ in (*strands, *muscles)})
        branches = list(branch_pieces(solids))
        pieces += branches
        solids.update({name: as_polydata(*mesh) for name, *mesh, _ in branches})
        covering = {name: DEEP_MUSCLES[name] for name in COVERING}
        deep = {name: one for name, one in DEEP_MUSCLES.items() if name not in covering}
        pieces += moulded_pieces(deep, solids)
        redrawn = variant_pieces(solids)
        solids.update({f"{of}.{name}": as_polydata(*mesh) for of, name, *mesh, _ in redrawn})
        pieces += moulded_pieces(covering, solids)
        pieces.append(("skin", *envelope_mesh(SKIN, solids.values()), {}))
        if only is None:
            records = [*footprint_records(laid), *neighbour_records(solids)]
            records.sort(key=lambda record: (record["structure"], record["role"]))
            write_footprints(folder / "footprints.json", records)
            centres = {(one["structure"], one["role"]): one["centre_mm"] for one in records}
            text = joints_xml(centres, bones["femur"], bones["tibia"])
            (folder / "joints.xml").write_text(text, encoding="utf-8")
            tendons = tendon_pieces(laid, bones, ligaments)
            for variant, name, *mesh in (*redrawn, *tendons):
                write_glb(variant_file(folder, variant, name), *mesh)
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


def variant_file(folder, variant, name):
    """Where a structure lies that a variant redraws; its folder is made."""
    (folder / "variants" / variant).mkdir(parents=True, exist_ok=True)
    return folder / "variants" / variant / f"{name}.glb"


def bones_needed(only):
    """Bones to make for the ids in `only` (None: all)."""
    if only is None or set(only) & {*MUSCLES, *NEIGHBOURS, "skin"}:
        return list(BONES)
    return [
        bone
        for bone in BONES
        if bone in only or any(LANDMARKS[name][0] == bone for name in only if name in LANDMARKS)
    ]


def footprints():
    """Every footprint in the tables."""
    return [end for item in MUSCLES.values() for end in (item.origin, item.insertion) if end]


def footprint_records(laid):
    """Records of the origins and insertions of the hamstrings and their tendon."""
    return [
        footprint_record(name, role, laid[footprint])
        for name, item in MUSCLES.items()
        for role, footprint in (("insertion", item.insertion), ("origin", item.origin))
        if footprint
    ]


def neighbour_records(solids):
    """Records of the neighbours' footprints: drawn ones, or where they touch their first bone."""
    records = []
    for name, structure in NEIGHBOURS.items():
        first = structure.parts[0]
        origin, insertion = drawn_ends(structure, solids)
        for role, laid, on in (
            ("insertion", insertion, first.insertion_on),
            ("origin", origin, first.origin_on),
        ):
            found = laid or contact(solids[name], solids[on[0]], on[0])
            if found:
                records.append(footprint_record(name, role, found))
    return records


def strand_pieces():
    """Name, vertices, faces and attributes of nerves and vessels."""
    for name in STRANDS:
        *mesh, along = strand_mesh([name], STRANDS)
        yield name, *mesh, {"_ALONG": along}


def branch_pieces(solids):
    """Name, vertices, faces and attributes of the branches to the hamstrings."""
    others = {name: mesh for name, mesh in solids.items() if name not in TRUNK}
    for name, branches in BRANCHES.items():
        *mesh, along = branches_mesh(branches, NERVES["sciatic_nerve"], others)
        yield name, *mesh, {"_ALONG": along}


def moulded_pieces(table, solids):
    """Name, vertices, faces and attributes of the structures of a table, in its order.

    Each stays out of `solids` (dict of str to pyvista.PolyData) and joins them.
    """
    pieces = []
    for name, structure in table.items():
        vertices, faces, attributes = moulded_mesh(structure, solids)
        solids[name] = as_polydata(vertices, faces)
        pieces.append((name, vertices, faces, attributes))
    return pieces


def variant_pieces(solids):
    """Variant, structure, vertices, faces and attributes of everything that variants redraw.

    `solids` (dict of str to pyvista.PolyData) are the usual structures.
    """
    pieces = []
    for variant_id, variant in NERVE_VARIANTS.items():
        strands = {**NERVES, **variant.strands}
        around = {name: mesh for name, mesh in solids.items() if name != "piriformis"}
        for name, parts in variant.drawn.items():
            *mesh, along = strand_mesh(parts, strands)
            pieces.append((variant_id, name, *mesh, {"_ALONG": along}))
            around[name] = as_polydata(*mesh)
        if variant.parts_piriformis:
            muscle = moulded_mesh(DEEP_MUSCLES["piriformis"], around)
            pieces.append((variant_id, "piriformis", *muscle))
    return pieces


def tendon_pieces(laid, bones, ligaments):
    """Variant, structure, vertices, faces and attributes of shared tendons of other lengths."""
    for variant_id, length_mm in TENDON_LENGTHS_MM.items():
        other = {name: of_length(tendon, length_mm) for name, tendon in SHARED_TENDON.items()}
        for piece in muscle_pieces(laid, bones, ligaments, {}, other):
            yield variant_id, *piece


def muscle_pieces(laid, bones, ligaments, muscles, shared_tendon):
    """Name, vertices, faces and attributes of the hamstrings and their shared tendon."""
    surface = Surface.of(bones.values())
    others = [strand_obstacle(strand) for strand in (*NERVES.values(), *VESSELS.values())]
    others.append(Obstacle(ligaments).distance)

    def obstacle(points):
        return np.min([surface.distance(points), *(other(points) for other in others)], axis=0)

    yield from hamstring_meshes(muscles, shared_tendon, laid, obstacle, surface)
