"""A trained network on a whole split, as text: class by class, or how much of the values it explains."""

from __future__ import annotations

from collections.abc import Sequence

from nnviz.data import Dataset, Split, Task
from nnviz.nn import Network
from nnviz.nn.metrics import ClassificationReport, classification_report, confusion_matrix, r_squared
from nnviz.training.evaluate import answers, outputs_on

LAST_ROW = "weighted avg"


def report_on(network: Network, split: Split, dataset: Dataset) -> str:
    """Return the report on one split of at least one sample.

    Classes get a row each with precision, recall, f1 and support, laid out as scikit-learn does; a
    regression gets the share of the variance that is explained, an objective the place that was reached.
    """
    outputs = outputs_on(network, split)
    if dataset.task is Task.OBJECTIVE:
        return "reached " + ", ".join(f"{value:.4g}" for value in outputs[0])
    if dataset.task is Task.REGRESSION:
        return f"R² {r_squared(split.targets, outputs):.4f} on {len(split):,} samples"
    confusion = confusion_matrix(split.labels, answers(outputs, dataset), len(dataset.class_names))
    return classification_text(classification_report(confusion), dataset.class_names)


def classification_text(report: ClassificationReport, class_names: Sequence[str]) -> str:
    """Return a classification report as a table: the classes, a free line, accuracy and averages."""
    width = max(len(LAST_ROW), *map(len, class_names))
    total = report.support.sum()
    heads = ("precision", "recall", "f1-score", "support")
    lines = [" " * (width + 1) + "".join(f" {head:>9}" for head in heads), ""]
    columns = (report.precision, report.recall, report.f1, report.support)
    for name, *numbers, support in zip(class_names, *columns, strict=True):
        lines.append(_row(name, width, numbers, support))
    lines += ["", f"{'accuracy':>{width}} {'':20} {report.accuracy:9.2f} {total:9}"]
    for name, average in (("macro avg", report.macro), (LAST_ROW, report.weighted)):
        lines.append(_row(name, width, (average.precision, average.recall, average.f1), total))
    return "\n".join(lines)


def _row(name: str, width: int, numbers: Sequence[float], support: int) -> str:
    return f"{name:>{width}} " + "".join(f" {number:9.2f}" for number in numbers) + f" {support:9}"
