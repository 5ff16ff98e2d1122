"""Measurements of the right tibia, in atlas millimetres."""

from anatomy_models.hamstrings.generate.fields import Ridge, Solid, Sphere, Sweep

TIBIA = Solid(
    parts=(
        Sweep(
            "core of the shaft",
            toward=(1, 0, 0),
            stations=(
                (75, 10, -461, 22.5),
                (79, 13, -501, 15.5),
                (81, 13, -545, 11.5),
                (81, 12, -600, 9),
                (79, 9, -660, 7),
                (77, 5, -720, 7.5),
                (73, 2, -765, 12.5),
                (71, -1, -795, 18.5),
            ),
        ),
        Sweep(
            "anterior border",
            toward=(1, 0, 0),
            stations=(
                (91, 22, -464, 9),
                (89, 26, -501, 7.5),
                (89, 24, -550, 5.5),
                (88, 22, -610, 4),
                (83, 14, -685, 4),
                (75, 6, -775, 5),
            ),
        ),
        Sweep(
            "medial border",
            toward=(1, 0, 0),
            stations=(
                (58, 1, -466, 16),
                (66, 7, -498, 8.5),
                (75, 8, -549, 5.5),
                (73, 7, -610, 3),
                (70, 2, -680, 3),
                (65, -6, -775, 5),
            ),
        ),
        Sweep(
            "interosseous border",
            toward=(1, 0, 0),
            stations=(
                (98, 4, -461, 9),
                (89, 4, -495, 5),
                (85, 5, -550, 3.5),
                (85, 4, -610, 3),
                (83, 1, -690, 3),
                (82, -4, -775, 6),
            ),
        ),
        Sweep(
            "medial condyle",
            toward=(1, 0, 0),
            stations=((64, 14, -450, 15, 11), (55, 2, -456, 23, 9), (61, -17, -458, 18.5, 7.5)),
        ),
        Sweep(
            "lateral condyle",
            toward=(1, 0, 0),
            stations=((94, 12, -452, 15, 13), (95, -1, -450, 15.5, 13.5), (92, -14, -450, 18.5, 8)),
        ),
        Sweep(
            "medial malleolus",
            toward=(0, 1, 0),
            stations=((62, -1, -791, 15.5, 9), (52, 2, -803, 12.5, 8), (55, 5, -811, 9, 5.5)),
        ),
        Sweep(
            "posterior border of the ankle joint",
            toward=(1, 0, 0),
            stations=((74, -10, -775, 6), (77, -19, -800, 8.5)),
        ),
        Sweep(
            "lateral border of the ankle joint",
            toward=(0, 1, 0),
            stations=((84, -3, -774, 6), (90, 2, -800, 7.5)),
        ),
    ),
    exact=(
        Ridge(
            "tibial tuberosity",
            half_widths=(3, 6, 3),
            line=((84, 30, -464), (86, 32, -479), (87, 32, -500)),
        ),
        Ridge(
            "anterior border, sharp",
            half_widths=(3, 2, 1.5),
            line=((88, 33, -500), (90, 29, -560), (88, 25, -620), (82, 17, -700)),
        ),
        Ridge(
            "soleal line",
            half_widths=(1, 1.5, 1),
            line=((94, 1, -495), (84, -2, -522), (70, 4, -568)),
        ),
        Ridge(
            "medial intercondylar tubercle",
            half_widths=(6, 2.5),
            line=((65, -1, -445), (67, -2, -438)),
        ),
        Ridge(
            "lateral intercondylar tubercle",
            half_widths=(6, 2.5),
            line=((80, -4, -446), (78, -4, -439)),
        ),
        Sphere("Gerdy's tubercle", centre=(102, 18, -457), radius=5),
    ),
    cuts=(
        Sweep(
            "medial plateau",
            toward=(1, 0, 0),
            stations=((51, 12, -431, 13.5, 13), (51, -6, -436, 13.5, 13.5)),
        ),
        Sweep(
            "lateral plateau",
            toward=(1, 0, 0),
            stations=((92, 11, -430, 13, 11.5), (93, -11, -432, 13, 12)),
        ),
        Sphere("anterior intercondylar area", centre=(68, 17, -421), radius=18),
        Sweep(
            "posterior intercondylar notch",
            toward=(1, 0, 0),
            stations=((75, -26, -442, 7), (76, -28, -468, 8)),
        ),
        Sphere("fibular facet", centre=(111, -20, -470), radius=21),
        Sweep(
            "groove of semimembranosus",
            toward=(0, 0, 1),
            stations=((34, -12, -462, 3.5), (48, -29, -463, 4)),
        ),
        Sweep(
            "ankle joint",
            toward=(0, 1, 0),
            stations=((64, -3, -815, 18, 10), (90, -6, -816, 18, 10)),
        ),
        Sweep(
            "fibular notch",
            toward=(0, 1, 0),
            stations=((98, -15, -772, 6), (99, -19, -804, 14)),
        ),
    ),
    blend_mm=4,
    cut_blend_mm=1,
)
