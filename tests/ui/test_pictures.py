"""Pictures are read at a size that fits, and what cannot be read is one sentence, at no great cost."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from nnviz.ui.pictures import LONGEST_SIDE, PictureError, grey_of, read_picture

PNG = b"\x89PNG\r\n\x1a\n"


def image(width: int = 60, height: int = 40) -> QImage:
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    for x in range(10, 20):
        for y in range(5, 30):
            picture.setPixelColor(x, y, QColor("black"))
    return picture


@pytest.mark.parametrize(("kind", "name"), [("png", "a.png"), ("jpg", "a.jpg"), ("png", "misnamed.jpeg")])
def test_png_and_jpeg_are_read_as_grey(tmp_path: Path, kind: str, name: str) -> None:
    path = tmp_path / name
    assert image().save(str(tmp_path / f"written.{kind}"))
    (tmp_path / f"written.{kind}").rename(path)
    grey = read_picture(path)
    assert grey.shape == (40, 60)
    assert grey[2, 2] > 250
    assert grey[15, 15] < 10


def test_large_pictures_are_reduced(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    image(4000, 1000).save(str(path))
    assert read_picture(path).shape == (LONGEST_SIDE // 4, LONGEST_SIDE)


@pytest.mark.parametrize(("ink", "paper"), [("black", 255), ("white", 0)])
def test_behind_what_is_transparent_is_paper(ink: str, paper: int) -> None:
    picture = QImage(20, 20, QImage.Format.Format_ARGB32)
    picture.fill(QColor(0, 0, 0, 0))
    picture.setPixelColor(5, 5, QColor(ink))
    grey = grey_of(picture)
    assert grey[0, 0] == paper
    assert grey[5, 5] == 255 - paper


def png(width: int, height: int, data: bytes) -> bytes:
    """A PNG of zero bytes, packed: a header that says anything, and little behind it."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(data))
        + chunk(b"IEND", b"")
    )


def test_a_picture_of_400_million_pixels_is_refused_by_its_header(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(png(20_000, 20_000, bytes(20_001 * 100)))
    with pytest.raises(PictureError, match=r"bomb\.png has 20,000 x 20,000 pixels; at most 50 million"):
        read_picture(path)


def test_a_header_that_promises_more_than_there_is(tmp_path: Path) -> None:
    path = tmp_path / "short.png"
    path.write_bytes(png(3000, 3000, bytes(3001)))
    try:
        assert read_picture(path).shape == (LONGEST_SIDE, LONGEST_SIDE)  # what there is, and paper
    except PictureError as error:
        assert "damaged" in str(error)  # noqa: PT017  either is right, a crash is not


@pytest.mark.parametrize("kind", ["png", "jpg"])
@pytest.mark.parametrize("share", [0.3, 0.7, 0.98])
def test_a_truncated_file_is_said_to_be_cut_short(tmp_path: Path, kind: str, share: float) -> None:
    path = tmp_path / f"cut.{kind}"
    noise = np.random.default_rng(1).integers(0, 256, (80, 80), np.uint8)
    QImage(noise.data, 80, 80, 80, QImage.Format.Format_Grayscale8).save(str(path))
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    with pytest.raises(PictureError, match=rf"cut\.{kind} is cut short"):
        read_picture(path)


@pytest.mark.parametrize(("kind", "end"), [("png", 12), ("jpg", 2)])
def test_what_lacks_its_middle_is_refused_and_qt_says_nothing(
    tmp_path: Path, kind: str, end: int, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"hole.{kind}"
    noise = np.random.default_rng(1).integers(0, 256, (80, 80), np.uint8)
    QImage(noise.data, 80, 80, 80, QImage.Format.Format_Grayscale8).save(str(path))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] + whole[-end:])
    with pytest.raises(PictureError, match=rf"hole\.{kind} is (cut short|damaged)"):
        read_picture(path)
    assert "qt." not in capfd.readouterr().err


@pytest.mark.parametrize(
    "content", [b"", b"no picture", b"GIF89a" + bytes(40), b"<svg/>", b"\x89PNG\r\n\x1a\n"]
)
def test_other_files_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.png"
    path.write_bytes(content)
    with pytest.raises(PictureError, match=r"file\.png is (no PNG or JPEG|cut short|damaged)"):
        read_picture(path)


def test_no_file_and_no_picture(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="cannot be read"):
        read_picture(tmp_path / "nowhere.png")
    with pytest.raises(PictureError, match="cannot be read"):
        read_picture(Path("a\0b.png"))
    with pytest.raises(PictureError, match="no picture"):
        grey_of(QImage())
