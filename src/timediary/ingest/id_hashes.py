"""Hashes of ids, of a whole column at once: what is read as the same id has the same hash, however it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from timediary.ingest.cell import identifier
from timediary.ingest.parquet import coded

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Bytes of an id that its hash is made of, with its length: those of more bytes that begin alike may share one.
_LONGEST = 256
_MASKS = np.array([(1 << 8 * length) - 1 for length in range(9)], np.uint64)
_FACTOR, _SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(29)


def as_read(ids: Any) -> Any:
    """The ids in m cells as readers read them, as an Arrow array of texts; of a blank cell none, or empty.

    Args:
        ids: an Arrow array of any kind.
    """
    import pyarrow as pa

    if pa.types.is_dictionary(ids.type):
        ids = ids.dictionary_decode()
    if pa.types.is_integer(ids.type):
        return ids.cast(pa.string())
    if is_text(ids.type) and not _has_odd_signs(ids.cast(pa.string())):
        return ids.cast(pa.string())
    column = coded(ids)
    texts = pa.array([identifier(cell) for cell in column.values], pa.string())
    return texts.take(pa.array(column.numbers))


def _has_odd_signs(texts: Any) -> bool:
    """Whether a text may be read as another: with spaces or a point in it, or what isn't ASCII."""
    _, signs = _signs(texts)
    return bool(((signs <= 32) | (signs >= 127) | (signs == ord("."))).any())


def hashes_of(texts: Any) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Numbers that are the same for the same texts on every machine, and the texts' lengths in bytes, of shape (m,).

    Args:
        texts: m texts as an Arrow array.
    """
    import pyarrow.compute as pc

    bounds, signs = _signs(pc.fill_null(texts, "") if texts.null_count else texts)
    begins, lengths = bounds[:-1], np.diff(bounds)
    signs = np.append(signs, np.zeros(8, np.uint8))
    words = np.ndarray((len(signs) - 7,), "<u8", signs, strides=(1,))  # eight bytes from each on
    shortest, longest = int(lengths.min(initial=_LONGEST)), min(int(lengths.max(initial=0)), _LONGEST)
    hashes = lengths.astype(np.uint64)
    for place in range(0, longest, 8):
        if place + 8 <= shortest or shortest == longest:
            hashes = _mixed(hashes ^ (words[begins + place] & _MASKS[min(longest - place, 8)]))
        else:
            longer = np.flatnonzero(lengths > place)
            mask = _MASKS[np.minimum(lengths[longer] - place, 8)]
            hashes[longer] = _mixed(hashes[longer] ^ (words[begins[longer] + place] & mask))
    return hashes * _FACTOR, lengths


def _mixed(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    hashes *= _FACTOR
    hashes ^= hashes >> _SHIFT
    return hashes


def _signs(texts: Any) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Where each of m texts begins, and where the last ends, shape (m + 1,), in the bytes of all of them."""
    _, offsets, content = texts.buffers()
    bounds = np.frombuffer(offsets or bytes(4), np.int32)[texts.offset : texts.offset + len(texts) + 1].astype(np.int64)
    return bounds - bounds[0], np.frombuffer(content or b"", np.uint8)[bounds[0] : bounds[-1]]


def is_text(kind: Any) -> bool:
    """Whether a kind of Arrow is one of texts."""
    import pyarrow as pa

    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
