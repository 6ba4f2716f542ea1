"""AbstractStruct: the base of values that come in several kinds, each of which fills in what is abstract."""

from abc import ABCMeta

import msgspec


class _AbstractStructMeta(msgspec.StructMeta, ABCMeta):
    """Makes structs of which nobody can make one until every abstract method is written."""


class AbstractStruct(msgspec.Struct, frozen=True, metaclass=_AbstractStructMeta):
    """Base of a kind of frozen values with abstract methods."""
