"""The entrapment explorer: how a nerve is caught, how much room is left, what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from musclekit.atlas import Atlas
from musclekit.content import Fact
from musclekit.nerve import Caught, caught, entrap, entrapments
from musclekit.nerve.entrapping import CONTACT_MM
from musclekit.widgets import motion
from musclekit.widgets.host import widget_bundle
from musclekit.widgets.modules import page_module
from musclekit.widgets.nerves import JOINTS, NerveExplorer, NerveHost, coloured
from musclekit.widgets.stage import told_fact

MORE_JOINTS = (*JOINTS, "hip_adduction", "hip_rotation")
WAY = "tibial_nerve"
ROOT = "root_s1"


class EntrapmentExplorer(NerveExplorer):
    """A nerve caught by its reader's choice of scenario, severity and posture.

    Parameters
    ----------
    atlas, show, angles, view
        As for `PoseExplorer`; what the atlas has already been altered by stays.
    scenario, severity
        As for `musclekit.entrap`.
    """

    def __init__(
        self,
        atlas: Atlas,
        scenario: str,
        severity: float,
        show: str | Iterable[str],
        angles: Mapping[str, float],
        view: str,
    ) -> None:
        self.whole, self.scenario, self.shown, self.seen = atlas, scenario, show, view
        altered = entrap(atlas, scenario, severity)
        self.severity = float(severity)
        entrapment = next(x.entrapment for x in caught(altered) if x.entrapment.id == scenario)
        self.site = entrapment.record.site.structure
        added = (entrapment.structure,) if entrapment.structure in altered else ()
        root = self.site if self.site.startswith("root_") else ROOT
        ids = (*altered.resolve(show), self.site, *added)
        angles = angles or atlas.posture
        super().__init__(altered, WAY, root, ids, angles, view, MORE_JOINTS)
        self.added = added
        self.scene = self.scene.titled("Where the nerve is caught").label(self.site, *added)

    def caught_at(self, atlas: Atlas) -> Caught:
        """What is caught, in its atlas at a posture."""
        return next(x for x in caught(atlas) if x.entrapment.id == self.scenario)

    def of(self, scenario: str, severity: float) -> EntrapmentExplorer:
        """The same of another scenario or severity, upright."""
        return EntrapmentExplorer(self.whole.neutral, scenario, severity, self.shown, {}, self.seen)

    def describe(self) -> str:
        """What is caught where, what follows, what is not known, and what can be changed."""
        names = ", ".join(one.name for one in entrapments(self.whole).values())
        told = self.caught_at(self.path.atlas).describe()
        return f"Entrapment explorer beside the 3D view; scenarios: {names}.\n{told}"

    def _repr_mimebundle_(self, include=None, exclude=None):
        return widget_bundle(EntrapmentHost(self), self.describe())


class EntrapmentHost(NerveHost):
    """The explorer's place in the page: each scenario and severity with what it entails."""

    _esm = page_module(
        "place.js",
        "moving/panels.js",
        "moving/frames.js",
        "moving/readings.js",
        "moving/sliders.js",
        "moving/nerve.js",
        "moving/entrapment.js",
        "moving/moving.js",
    )

    _explorer: EntrapmentExplorer

    @property
    def made(self) -> EntrapmentExplorer:
        """The explorer as it stands."""
        return self._explorer

    def _more(self) -> dict[str, Any]:
        known = entrapments(self.made.whole).values()
        return {
            **super()._more(),
            "kind": "entrapment",
            "paints": False,
            "scenarios": [{"id": one.id, "name": one.name} for one in known],
            "scenario": self.made.scenario,
            "severity": self.made.severity,
        }

    def _answer(self, message: dict) -> None:
        if message.get("do") == "entrap":
            self._entrap(message.get("scenario", ""), message.get("severity", 0.5))
        else:
            super()._answer(message)

    def _entrap(self, scenario: str, severity: float) -> None:
        """Another scenario or severity at the posture there is."""
        before = self.made
        made = self._explorer = before.of(scenario, severity)
        self._rig, self._scene = made.rig, made.scene
        self._sent = motion.Sent(self._rig)
        if self.stage.host == self.key:
            self.stage.carry(self._rig.atlas)
            for one in {before.site, *made.added} & set(self._rig.ids):
                self.stage.add(made.scene.layer(one))
        self.send(
            {
                "kind": "fresh",
                "moved": {**self._rig.rigid, **self._rig.soft},
                "scenario": scenario,
                "severity": severity,
            }
        )
        super()._answer({"do": "pose", "angles": self._angles})

    def _rest(self) -> None:
        """The room that is left, its ends, and what follows from it."""
        one = self.made.caught_at(self._path.atlas)
        upright = self.made.scene.layer(self.made.site)
        self._scene = self._scene.add(coloured(upright, one.layer()))
        if self.stage.host == self.key:
            self.stage.add(self._scene.layer(self.made.site))
        self.send({"kind": "caught", **told_caught(one)})


def told_caught(one: Caught) -> dict[str, Any]:
    """An entrapment for a page: numbers, the two points, rows of what is known with sources.

    Returns
    -------
    dict
        room_mm, healthy_mm, contact, points (2, 3), rows: label, text, status, sources, angles.
    """
    loads = {load.text: load.posture for load in one.entrapment.record.loads}
    rows = []
    for label, told in one.told():
        if isinstance(told, Fact):
            row = told_fact(one.atlas, label, told)
        else:
            row = {"label": label, "text": told, "status": "", "confirmed": True, "sources": []}
        rows.append(row | {"angles": dict(loads.get(row["text"], {}))})
    return {
        "scenario": one.entrapment.id,
        "severity": one.entrapment.severity,
        "room_mm": round(one.clearance_mm, 1),
        "healthy_mm": round(one.healthy_mm, 1),
        "contact": one.clearance_mm < CONTACT_MM,
        "points": one.gap.points.round(2).tolist(),
        "rows": rows,
    }
