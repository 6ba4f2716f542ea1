"""The data sets in the plane, by name."""

from __future__ import annotations

from nnviz.data.clouds import CLOUDS
from nnviz.data.dataset import DatasetKind
from nnviz.data.shapes import SHAPES
from nnviz.data.surfaces import SURFACES
from nnviz.data.typed import TYPED

PLANAR: dict[str, DatasetKind] = {kind.name: kind for kind in (CLOUDS, *SHAPES, TYPED, *SURFACES)}
