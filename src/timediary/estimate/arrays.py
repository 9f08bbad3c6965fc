"""Checks that the arrays handed to the estimators have the shapes and values the estimators assume."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

FloatArray: TypeAlias = "NDArray[np.float64]"
IntArray: TypeAlias = "NDArray[np.intp]"
BoolArray: TypeAlias = "NDArray[np.bool_]"


def as_vector(values: ArrayLike, name: str, length: int | None = None) -> FloatArray:
    """One float per respondent.

    Args:
        values: shape (n,).
        name: what the caller calls them, for the message.
        length: the n they must have; None accepts any.

    Returns:
        A float array of shape (n,).

    Raises:
        ValueError: the shape is another one.
    """
    vector = np.asarray(values, dtype=np.float64)
    if vector.ndim != 1:
        raise ValueError(f"{name} must have one dimension, not {vector.ndim}")
    if length is not None and vector.shape[0] != length:
        raise ValueError(f"{name} has {vector.shape[0]} values for {length} respondents")
    return vector


def as_columns(values: ArrayLike, name: str, rows: int) -> FloatArray:
    """One row of floats per respondent; a vector becomes a single column.

    Args:
        values: shape (n, k) or (n,).
        name: what the caller calls them, for the message.
        rows: the n they must have.

    Returns:
        A float array of shape (n, k).

    Raises:
        ValueError: the shape is another one.
    """
    matrix = np.asarray(values, dtype=np.float64)
    if matrix.ndim == 1:
        matrix = matrix[:, None]
    if matrix.ndim != 2:
        raise ValueError(f"{name} must have two dimensions, not {matrix.ndim}")
    if matrix.shape[0] != rows:
        raise ValueError(f"{name} has {matrix.shape[0]} rows for {rows} respondents")
    return matrix


def as_membership(membership: ArrayLike | None, rows: int) -> BoolArray:
    """Which respondent is in which domain; None is the one domain of everybody.

    Args:
        membership: bool, shape (n, d) or (n,); None for everybody. Numbers are refused: a column of level
            numbers would silently become one domain of everybody whose level is not 0.
        rows: the n it must have.

    Returns:
        A bool array of shape (n, d).

    Raises:
        ValueError: the shape or the type is another one.
    """
    if membership is None:
        return np.ones((rows, 1), dtype=np.bool_)
    matrix = np.asarray(membership)
    if matrix.dtype != np.bool_:
        raise ValueError(f"membership must be bool, not {matrix.dtype}")
    if matrix.ndim == 1:
        matrix = matrix[:, None]
    if matrix.ndim != 2 or matrix.shape[0] != rows:
        raise ValueError(f"membership has shape {matrix.shape} for {rows} respondents")
    return matrix


def without_values_outside(values: FloatArray, membership: BoolArray, name: str) -> FloatArray:
    """Zero what is not finite in respondents who belong to no domain; refuse it in those who do.

    A missing answer is a respondent outside every domain. Its NaN would still poison a matrix product
    (0 x NaN is NaN), hence the zeros.

    Args:
        values: shape (n, k).
        membership: shape (n, d).
        name: what the caller calls them, for the message.

    Returns:
        `values`, or a copy with zeros, shape (n, k).

    Raises:
        ValueError: a member of a domain has a value that is not finite.
    """
    finite = np.isfinite(values)
    if finite.all():
        return values
    bad = ~finite.all(axis=1)
    if membership[bad].any():
        first = int(np.flatnonzero(bad & membership.any(axis=1))[0])
        raise ValueError(
            f"{name} of respondent {first} is not finite: leave the respondent out of the domains, "
            "not the value out of the data"
        )
    return np.where(finite, values, 0.0)


def sums_by(groups: IntArray, count: int, values: FloatArray) -> FloatArray:
    """Sum rows by group.

    Args:
        groups: group of each row, from 0 to `count` - 1, shape (n,).
        count: number of groups.
        values: shape (n, q).

    Returns:
        Sums, shape (count, q); a group without rows has zeros.
    """
    if np.array_equal(groups, np.arange(count)):
        return np.array(values, dtype=np.float64)  # each row is a group of its own, in order
    sums = np.zeros((count, values.shape[1]))
    if values.shape[0] == 0:
        return sums
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    sums[ordered[starts]] = np.add.reduceat(values[order], starts, axis=0)
    return sums


def distinct(owners: IntArray | None, membership: BoolArray) -> IntArray:
    """How many different owners the rows of each domain have, shape (d,).

    Args:
        owners: who each of the n rows belongs to, from 0, shape (n,); None where every row is somebody else's.
        membership: which rows are in which domain, shape (n, d).
    """
    if owners is None:
        return np.asarray(np.count_nonzero(membership, axis=0))
    there = np.zeros((int(owners.max(initial=-1)) + 1, membership.shape[1]), dtype=np.bool_)
    row, domain = np.nonzero(membership)
    there[owners[row], domain] = True
    return np.asarray(np.count_nonzero(there, axis=0))
