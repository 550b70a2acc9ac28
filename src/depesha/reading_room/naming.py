"""What a record is called for ever (`archive.naming`)."""

from depesha.archive.naming import name_of as name_of
