// Time left: one timer for every <time class="left" data-due="MS"> of the page, by the station's clock.
// Far off it says days and hours, near it minutes, in the last minutes seconds; past it, how late.
"use strict";

(() => {
  const words = window.depesha.words;
  const ahead = Number(document.body.dataset.now) - Date.now();
  const SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
  const SOON = HOUR, NEAR = 5 * MINUTE;

  const say = (form, number) => form.replace("{}", number);

  function span(left) {
    if (left >= 2 * DAY) return say(words.days, Math.floor(left / DAY));
    if (left >= HOUR) {
      const minutes = Math.floor(left % HOUR / MINUTE);
      const hours = say(words.hours, Math.floor(left / HOUR));
      return left < 12 * HOUR && minutes ? `${hours} ${say(words.minutes, minutes)}` : hours;
    }
    if (left >= NEAR) return say(words.minutes, Math.floor(left / MINUTE));
    const seconds = Math.floor(left / SECOND);
    return seconds < 60 ? say(words.seconds, seconds) : `${say(words.minutes, Math.floor(seconds / 60))} ${say(words.seconds, seconds % 60)}`;
  }

  function show(one, now) {
    const left = Number(one.dataset.due) - now;
    const late = left < 0;
    const text = late ? `${words.late} ${span(Math.max(-left, MINUTE))}` : span(left);
    if (one.textContent !== text) one.textContent = text;
    one.classList.toggle("late", late);
    one.classList.toggle("soon", !late && left < SOON);
  }

  function tick() {
    const now = Date.now() + ahead;
    let near = false;
    for (const one of document.querySelectorAll("time.left[data-due]")) {
      if (!one.title && one.dateTime) one.title = one.dataset.at || one.textContent.trim();
      show(one, now);
      near ||= Math.abs(Number(one.dataset.due) - now) < NEAR + MINUTE;
    }
    const pace = near ? SECOND : 10 * SECOND;
    timer = setTimeout(tick, pace - (now % pace));
  }

  let timer;
  function again() {
    clearTimeout(timer);
    tick();
  }

  document.addEventListener("htmx:after:swap", again);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) again(); });
  again();
})();
