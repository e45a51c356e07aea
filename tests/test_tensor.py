from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.errors import ConvcalcError
from convcalc.exact import ratio
from convcalc.mixing import add, concatenate, promote
from convcalc.tensor import INT64_MOST, Tensor, roomy


def test_whole_numbers_are_int64_while_they_fit() -> None:
    assert Tensor.from_numbers([1, INT64_MOST], (2,)).values.dtype == np.int64
    assert Tensor.from_numbers([1, INT64_MOST + 1], (2,)).values.dtype == object


def test_fractions_share_the_least_denominator() -> None:
    tensor = Tensor.from_numbers([Fraction(1, 4), Fraction(1, 6), 1], (3,))
    assert tensor.denominator == 12
    assert tensor.values.tolist() == [3, 2, 12]


def test_lowest_terms_and_the_smaller_type() -> None:
    tensor = Tensor.exact(np.array([2**70, 2**71], dtype=object), 2**69)
    assert tensor.denominator == 1
    assert tensor.values.dtype == np.int64
    assert tensor.tolist() == [2, 4]


def test_zero_over_anything_is_zero() -> None:
    tensor = Tensor.exact(np.array([0, 0]), 7)
    assert tensor.denominator == 1


def test_one_nan_makes_them_all_floats() -> None:
    tensor = Tensor.from_numbers([Fraction(1, 3), float("nan"), 10**400], (3,))
    assert not tensor.is_exact
    np.testing.assert_array_equal(tensor.values, [1 / 3, np.nan, np.inf])


@given(st.lists(st.fractions(), min_size=1, max_size=6))
def test_numbers_come_back(numbers: list[Fraction]) -> None:
    tensor = Tensor.from_numbers(numbers, (len(numbers),))
    assert tensor.tolist() == numbers


@given(st.lists(st.fractions(max_denominator=10**25), min_size=1, max_size=4))
def test_floats_are_the_nearest(numbers: list[Fraction]) -> None:
    tensor = Tensor.from_numbers(numbers, (len(numbers),))
    assert tensor.as_float(np.float64).tolist() == [float(n) for n in numbers]


@pytest.mark.parametrize("dtype", ["?", "i1", "u1", "<i2", ">i2", ">u4", "<i8", ">i8", "<u8"])
def test_integer_arrays_are_exact(dtype: str) -> None:
    tensor = Tensor.from_array(np.array([[0, 1]], dtype=dtype))
    assert tensor.is_exact
    assert tensor.tolist() == [[0, 1]]
    assert roomy(tensor.values, tensor.most() * 1000).dtype == np.int64
    assert np.asarray(tensor).dtype == np.int64


def test_large_unsigned_integers_stay_exact() -> None:
    tensor = Tensor.from_array(np.array([2**64 - 1], dtype=np.uint64))
    assert tensor.tolist() == [2**64 - 1]


def test_the_smallest_int64_is_held_apart() -> None:
    tensor = Tensor.from_array(np.array([-(2**63)]))
    assert tensor.tolist() == [-(2**63)]
    assert tensor.most() == 2**63


@pytest.mark.parametrize(
    "array",
    [np.array([1j]), np.array(["a"]), np.array([None]), np.array(["2020"], dtype="datetime64[Y]")],
)
def test_other_arrays_are_refused(array: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> None:
    with pytest.raises(ConvcalcError, match=r"the array holds .*: expected integers, floats or b"):
        Tensor.from_array(array)


def test_an_empty_array_is_refused() -> None:
    with pytest.raises(ConvcalcError, match=r"the array is empty \(its shape is \(0, 3\)\)"):
        Tensor.from_array(np.zeros((0, 3)))


def test_one_number_is_a_vector() -> None:
    assert Tensor.from_array(np.array(7)).shape == (1,)


def test_the_wider_float_wins_over_the_narrower_and_over_exact_numbers() -> None:
    exact = Tensor.from_numbers([Fraction(1, 3)], (1,))
    single, double = (Tensor(np.ones(1, dtype)) for dtype in (np.float32, np.float64))
    assert [t.values.dtype for t in promote([exact, single])] == [np.float32] * 2
    assert [t.values.dtype for t in promote([exact, single, double])] == [np.float64] * 3
    assert promote([exact])[0] is exact
    big_endian = Tensor(np.ones(1, ">f4"))
    assert promote([big_endian])[0].values.dtype.isnative


def test_zeros_over_more_than_int64_are_zero() -> None:
    assert Tensor.exact(np.array([0, 0]), 10**40).tolist() == [0, 0]
    assert Tensor.from_numbers([0], (1,)).numerators(10**40).tolist() == [0]


def test_infinities_add_up_without_a_warning() -> None:
    total = add(Tensor(np.array([np.inf])), Tensor(np.array([-np.inf])))
    assert np.isnan(total.values).all()


def test_sums_grow_past_int64() -> None:
    total = add(Tensor(np.array([INT64_MOST])), Tensor(np.array([1])))
    assert total.tolist() == [2**63]
    halves = add(Tensor.from_numbers([Fraction(1, 2)], (1,)), Tensor(np.array([INT64_MOST])))
    assert halves.tolist() == [INT64_MOST + Fraction(1, 2)]


def test_concatenation_shares_the_denominator() -> None:
    parts = [Tensor.from_numbers([n], (1,)) for n in (Fraction(1, 2), Fraction(1, 3), 2)]
    assert concatenate(parts, 0).tolist() == [Fraction(1, 2), Fraction(1, 3), 2]


def test_floats_as_exact_numbers_are_what_they_are() -> None:
    tensor = Tensor(np.array([0.1, 0.5], dtype=np.float32)).as_exact()
    assert tensor.tolist() == [Fraction(*np.float32(0.1).as_integer_ratio()), Fraction(1, 2)]
    with pytest.raises(ConvcalcError, match="nan and inf have no exact value"):
        Tensor(np.array([np.inf])).as_exact()


def test_numpy_gets_integers_where_they_fit() -> None:
    whole = Tensor(np.array([1, 2]))
    assert np.asarray(whole).dtype == np.int64
    assert np.asarray(whole, dtype=np.float32).dtype == np.float32
    half = Tensor.from_numbers([Fraction(1, 2)], (1,))
    np.testing.assert_array_equal(np.asarray(half), [0.5])
    np.testing.assert_array_equal(np.asarray(Tensor.from_numbers([2**64], (1,))), [2.0**64])


def test_copies_for_numpy_do_not_touch_the_tensor() -> None:
    tensor = Tensor(np.array([1, 2]))
    copied = np.array(tensor)
    copied[0] = 9
    assert tensor.tolist() == [1, 2]


def test_floats_too_large_become_infinite_without_a_warning() -> None:
    assert Tensor(np.array([70000])).as_float(np.float16).tolist() == [np.inf]
    assert Tensor(np.array([1e60])).as_float(np.float32).tolist() == [np.inf]


def test_ratios_beyond_the_largest_float_are_infinite() -> None:
    assert ratio(10**400, 1) == float("inf")
    assert ratio(-(10**400), 3) == float("-inf")
    assert ratio(1, 10**400) == 0


def test_repr_shows_the_numbers() -> None:
    assert repr(Tensor.from_numbers([1, 2], (2, 1))) == "Tensor([[1], [2]])"
