"""The archive's records: what a telegram of the past is, read from where it stands, and cited.

    telegram      what was said: numbers, times, parties, label, obligations, texts
    copy          one numbered instance: its holder, its sheets, the marks on them
    holding       where a copy lies: archive, fond, opis, delo, papka, leaves, from when until when
    publication   how it was made public: title, summary, permalink, version

Rule 1: what was written is kept as it was written; what it means stands beside it, and is never put
    in its place.
Rule 2: a line that no rule understands is kept, and told (`unparsed`).
Rule 3: nothing here knows a store, a station or a clock.
"""
