// Asks one question after the other, by keyboard. Text of articles only ever becomes text.

const KEYS = { 1: 0, 2: 1, 3: 2, r: 0, w: 1, u: 2, y: 0 };

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function render({ model, el }) {
  const lines = model.get("lines");
  const choices = model.get("choices");
  const rows = lines.length ? lines[lines.length - 1].row + 1 : 0;
  const reading = choices[0] === "yes";
  let at = Math.max(0, lines.findIndex((_, n) => !answer(n)));

  const root = make("div", "analysis-check");
  root.tabIndex = 0;
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", `Check ${model.get("heading")}`);
  root.dataset.lmSuppressShortcuts = "true"; // JupyterLab's own keys stay out while this has the focus
  el.appendChild(root);

  function answer(n) {
    return (model.get("answers")[n] || {}).answer || "";
  }

  function given(n) {
    return { answer: "", instead: "", note: "", when: "", ...model.get("answers")[n] };
  }

  function set(n, change) {
    const when = new Date().toISOString().slice(0, 19) + "Z";
    model.set("answers", { ...model.get("answers"), [n]: { ...given(n), ...change, when } });
    model.save_changes();
  }

  function go(to) {
    at = Math.min(Math.max(to, 0), lines.length - 1);
    draw();
    root.focus();
  }

  // A row that is wrong as a whole has no fields to ask about.
  function after(n) {
    let next = n + 1;
    if (!reading && lines[n].column === "" && answer(n) === "wrong")
      while (next < lines.length && lines[next].row === lines[n].row) next++;
    return next;
  }

  function choose(choice) {
    set(at, { answer: choices[choice] });
    const whole = lines[at].column === "";
    if (!reading && choices[choice] === "wrong" && !whole) {
      draw();
      root.querySelector("input.instead").focus();
    } else go(after(at));
  }

  function field(name, label) {
    const of = at; // the field may lose the focus only when the next question stands there
    const keep = () => input.value.trim() !== given(of)[name] && set(of, { [name]: input.value.trim() });
    const line = make("label", "field", label);
    const input = make("input", name);
    input.type = "text";
    input.value = given(of)[name];
    input.addEventListener("change", keep);
    input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter" || event.key === "Escape") {
        event.preventDefault();
        keep();
        if (event.key === "Enter" && answer(of)) go(after(of));
        else root.focus();
      }
    });
    line.appendChild(input);
    return line;
  }

  function button(label, key, act, pressed) {
    const made = make("button", pressed ? "pressed" : "", label);
    made.type = "button";
    made.setAttribute("aria-pressed", pressed ? "true" : "false");
    made.appendChild(make("kbd", "", key));
    made.addEventListener("click", act);
    return made;
  }

  function draw() {
    root.replaceChildren();
    if (!lines.length) {
      root.appendChild(make("p", "", "There is nothing to check: the table has no rows."));
      return;
    }
    const line = lines[at];
    const done = lines.filter((_, n) => answer(n)).length;
    const where = `${reading ? "sentence" : "row"} ${line.row + 1} of ${rows}`;
    const status = make("p", "status", `${model.get("heading")}: ${where}, ${done} of ${lines.length} answered`);
    status.setAttribute("aria-live", "polite");
    const sentence = make("p", "sentence");
    sentence.append(line.before, make(reading ? "span" : "mark", "", line.marked), line.after);
    const question = make("p", "question", line.question);
    const shown = make("p", "shown", line.column && !reading ? line.shown || "(none)" : "");
    const buttons = make("p", "buttons");
    choices.forEach((choice, n) =>
      buttons.appendChild(button(choice, String(n + 1), () => choose(n), answer(at) === choice)),
    );
    buttons.appendChild(button("back", "←", () => go(at - 1), false));
    buttons.appendChild(button("next", "→", () => go(at + 1), false));
    if (!reading) buttons.appendChild(button("put right", "x", correct, false));
    root.append(status, sentence, question, shown, buttons);
    if (!reading) root.appendChild(field("instead", "What would be right (Enter: next) "));
    root.appendChild(field("note", "Note (n) "));
    const said = make("p", "said", model.get("said"));
    said.setAttribute("aria-live", "polite");
    root.appendChild(said);
  }

  function correct() {
    // With the answers: a message may overtake the state that was saved before it.
    model.send({ correct: lines[at].row, answers: model.get("answers") });
  }

  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !lines.length) return;
    const choice = KEYS[event.key.toLowerCase()];
    if (choice !== undefined) choose(choice);
    else if (event.key === "ArrowRight" || event.key === "j") go(at + 1);
    else if (event.key === "ArrowLeft" || event.key === "k") go(at - 1);
    else if (event.key === "n") root.querySelector("input.note").focus();
    else if (event.key === "x" && !reading) correct();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  model.on("change:said", () => {
    const said = root.querySelector(".said");
    if (said) said.textContent = model.get("said");
  });
  draw();
}

export default { render };
