"""The injury builder: one injury set on the mesh, with its grades and the force it leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import traitlets as t

from musclekit.atlas import Atlas
from musclekit.errors import MusclekitError
from musclekit.injury import Injury, choosing, injure, placing
from musclekit.injury.strength import pulled_by
from musclekit.scene import Scene
from musclekit.widgets import injury_sheet
from musclekit.widgets.host import widget_bundle
from musclekit.widgets.posing import UNFORESEEN, MovingHost

ACTIVATION = "activation"
GLASS = 0.15
"""Opacity of what stands before an injury, to be seen and clicked through."""
SOFT = ("muscle", "tendon", "nerve")
_USUAL = ("biceps_femoris_long_head", "strain")


@dataclass(frozen=True, eq=False, repr=False)
class InjuryBuilder:
    """An injury to be changed by its reader, and the atlas that shows it.

    Parameters
    ----------
    whole : Atlas
        At any posture; injuries it has stay beside the one that is built.
    injury : Injury
    shown : tuple of str
        Structures on view, those that can be injured among them.
    view : str
        A canonical view.
    activation : float
        Of the muscles that pull at the injury, 0 to 1.
    """

    whole: Atlas
    injury: Injury
    shown: tuple[str, ...]
    view: str
    activation: float = 0.0

    def describe(self) -> str:
        """The injury, its class in every scheme and the force it leaves."""
        return "\n".join(injury_sheet.words(self.injury))

    def __repr__(self) -> str:
        return self.describe()

    def _repr_mimebundle_(self, include=None, exclude=None):
        return widget_bundle(BuilderHost(self), self.describe())

    @cached_property
    def atlas(self) -> Atlas:
        """The atlas with the injury, its muscles as active as asked."""
        whole = self.whole
        if self.activation:
            active = dict.fromkeys(pulled_by(self.injury), self.activation)
            posture: dict[str, Any] = dict(whole.posture)
            whole = whole.pose(activation={**whole.activation, **active}, **posture)
        return injure(whole, self.injury)

    @cached_property
    def scene(self) -> Scene:
        """What is shown of it."""
        muscles = [x for x in self.shown if self.whole[x].kind in ("muscle", "tendon")]
        scene = Scene(self.whole).show(self.shown).label(muscles)
        return scene.view(self.view).titled("Build an injury").of(self.atlas)

    @property
    def parts(self) -> tuple[str, ...]:
        """Ids of what belongs to the injury on the mesh: its structure, blood, bone."""
        own = self.injury.structure
        new = (x.id for x in self.atlas.structures if x.record.parent == own)
        return (own, *new)

    # ----------------------------------------------------------------- changes
    def set(self, field: str, shown: Any) -> InjuryBuilder:
        """With one field as the page shows it: a choice, or a number in the dial's unit.

        Raises
        ------
        MusclekitError
            If it cannot be; `where` is the field.
        """
        if field == ACTIVATION:
            return replace(self, activation=_share(shown))
        dials = {one.field: one for one in choosing.dials(self.injury)}
        if field in dials:
            shown = dials[field].given(shown)
        elif field in injury_sheet.FIELDS:
            shown = injury_sheet.read(field, shown)
        else:
            raise MusclekitError(f"An injury of this kind has no '{field}'.", where=field)
        return self.holding(choosing.changed(self.injury, **{field: shown}))

    def at_point(self, point_mm: Iterable[float]) -> InjuryBuilder:
        """With the injury where a point (3,) of its structure is."""
        point = [_number(one) for one in point_mm]
        if len(point) != 3 or not np.isfinite(point).all():
            raise MusclekitError("A place on the mesh is three numbers.", where="along")
        return self.holding(placing.moved_to(self.atlas, self.injury, np.array(point)))

    def at_along(self, along: Any) -> InjuryBuilder:
        """With the injury so far along its structure."""
        if not np.isfinite(_number(along)):
            raise MusclekitError("A place along a muscle is a number, 0 to 1.", where="along")
        return self.holding(placing.moved_along(self.atlas, self.injury, float(along)))

    def holding(self, injury: Injury) -> InjuryBuilder:
        """With another injury, which the mesh has been tried with."""
        made = replace(self, injury=injury)
        for part in made.parts:
            _ = made.atlas[part].mesh
        return made


def builder(
    atlas: Atlas,
    injury: Injury | None,
    show: str | Iterable[str],
    view: str,
    activation: float,
) -> InjuryBuilder:
    """An injury builder; see `musclekit.widgets.injury_builder`."""
    if injury is None:
        injury = Injury(*_USUAL, atlas=atlas)
    elif not isinstance(injury, Injury):
        raise MusclekitError(f"{injury!r} is no injury.", remedy="Give mk.Injury(...), or nothing.")
    ids = atlas.resolve(show)
    if not ids:
        raise MusclekitError(
            "There is nothing to show: 'show' is empty.",
            remedy="Name structures or groups, such as show=['bones', 'hamstrings'].",
        )
    every = tuple(dict.fromkeys((*ids, *(one.id for one in choosing.structures(injury)))))
    made = InjuryBuilder(atlas, injury.replace(atlas=atlas), every, view, _share(activation, 1.0))
    _ = made.scene  # a view that does not exist is refused here
    return made.holding(made.injury)


class BuilderHost(MovingHost):
    """The builder's place in the page: each change asked for is answered with all it entails."""

    state = t.Dict().tag(sync=True)

    def __init__(self, made: InjuryBuilder) -> None:
        self._made = self._begun = made
        self._settled = made.injury.grades()
        self._turn = 0
        super().__init__(made.scene, made.describe(), injury_sheet.fixed(made.injury))
        self.state = self._told((), {})

    @property
    def made(self) -> InjuryBuilder:
        """The builder as it stands."""
        return self._made

    def _answer(self, message: dict) -> None:
        asked: dict[str, Callable[[dict], InjuryBuilder]] = {
            "set": self._set,
            "point": lambda m: self._made.at_point(m.get("point", ())),
            "along": lambda m: self._made.at_along(m.get("along")),
            "again": lambda _: self._begun,
            "through": lambda _: self._made,
        }
        act = asked.get(message.get("do", ""))
        if act is None:
            return
        settled = bool(message.get("settled", True))
        try:
            made, trouble = act(message), {}
        except MusclekitError as error:
            made, trouble = self._made, self._refused(error, message)
        except Exception:
            self.state = self._told((), {"field": "", "text": UNFORESEEN})
            raise
        said: tuple[str, ...] = ()
        if made is not self._made:
            said = _moved(self._made.injury, made.injury) if message["do"] != "set" else ()
            self._made = made
            self._scene = self._scene.of(made.atlas)
        if self.stage.host == self.key:
            through = self._sees_through() != (message["do"] == "through")
            self.stage.carry(made.atlas, settled)
            self._see_through(through)
        self.state = self._told(said, trouble, settled)

    def _others(self) -> list[str]:
        """Soft structures on view that are no part of the injury."""
        layers = self.stage.scene.layers
        return [
            x.id for x in layers if x.kind in SOFT and x.visible and x.id not in self._made.parts
        ]

    def _sees_through(self) -> bool:
        if self.stage.host != self.key:
            return False
        return any(self.stage.scene.layer(x).opacity < 1 for x in self._others())

    def _see_through(self, wanted: bool) -> None:
        """Turn what is not injured to glass, or back."""
        scene = self.stage.scene
        for ids, opacity in ((self._others(), GLASS), (self._made.parts, 1.0)):
            opacity = opacity if wanted else 1.0
            stray = [x for x in ids if x in scene.visible and scene.layer(x).opacity != opacity]
            if stray:
                self.stage.fade(stray, opacity)

    def _set(self, message: dict) -> InjuryBuilder:
        made = self._made
        for field, shown in dict(message.get("fields", {})).items():
            made = made.set(field, shown)
        return made

    def _refused(self, error: MusclekitError, message: dict) -> dict[str, str]:
        field = error.where.rpartition(", ")[2] or next(iter(message.get("fields", {})), "along")
        text = choosing.in_words(self._made.injury, error)
        return {"field": field, "text": text}

    def _told(
        self, lines: Iterable[str], trouble: Mapping[str, str], settled: bool = True
    ) -> dict[str, Any]:
        self._turn += 1
        told = injury_sheet.sheet(self._made, self._settled, settled)
        if settled:
            self._settled = self._made.injury.grades()
        through = self._sees_through()
        said = {"said": list(lines), "trouble": dict(trouble), "through": through}
        return {"turn": self._turn, **said, **told}


def _moved(before: Injury, after: Injury) -> tuple[str, ...]:
    """That an injury has come to lie in another site."""
    if before.site == after.site:
        return ()
    return (f"It now lies {injury_sheet.site_said(after)}.",)


def _number(given: Any) -> float:
    return float(given) if isinstance(given, int | float) else float("nan")


def _share(shown: Any, scale: float = 100.0) -> float:
    dial = choosing.Dial(
        ACTIVATION, "Contraction", "%" if scale == 100 else "", 0.0, scale, 1.0, 0.0, scale
    )
    return dial.given(shown)
