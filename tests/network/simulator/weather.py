"""What becomes of loads on their way, by a seed; when the storm is over, nothing bad does."""

from tests.network.simulator.clockwork import drawn_from
from tests.network.simulator.settings import Settings


class Weather:
    """Delays, loses and doubles. Delays differ, so that loads overtake each other."""

    def __init__(self, settings: Settings) -> None:
        self._random = drawn_from(settings.seed, "weather")
        self._loss, self._doubling = settings.loss, settings.doubling
        self.is_fair = False

    def delay_ms(self) -> int:
        """Return how long a load is under way."""
        if self.is_fair or self._random.random() < 0.9:
            return self._random.randrange(20, 400)
        return self._random.randrange(400, 40_000)

    def pause_ms(self) -> int:
        """Return how long a station or a line takes to turn to what is new."""
        return self._random.randrange(1, 60)

    def loses(self) -> bool:
        """Say whether it is lost."""
        return not self.is_fair and self._random.random() < self._loss

    def doubles(self) -> bool:
        """Say whether it arrives twice."""
        return not self.is_fair and self._random.random() < self._doubling
