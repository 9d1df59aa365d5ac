package io.flexike.flexvpn.ios.grammar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes nodes of patterns: states with empty steps first, then sets of them by what follows. */
final class Automaton {
    private final Map<Set<State>, Node> nodes = new HashMap<>();
    private final Deque<Map.Entry<Set<State>, Node>> open = new ArrayDeque<>();

    private Automaton() {}

    /** Where lines of the patterns begin. */
    static Node of(List<LinePattern> patterns) {
        Automaton automaton = new Automaton();
        Set<State> start = new LinkedHashSet<>();
        for (LinePattern pattern : patterns) {
            State end = new State(pattern);
            end.accepting = true;
            State first = new State(pattern);
            compile(pattern.body(), first, end, Set.of());
            start.add(first);
        }
        Node node = automaton.node(start);
        while (!automaton.open.isEmpty()) {
            Map.Entry<Set<State>, Node> next = automaton.open.remove();
            automaton.fill(next.getKey(), next.getValue());
        }
        return node;
    }

    private static void compile(Element element, State from, State to, Set<String> names) {
        if (element instanceof Element.Literal || element instanceof Element.Value) {
            from.steps.add(new Step(element, names, to));
        } else if (element instanceof Element.Sequence sequence) {
            State at = from;
            for (Element part : sequence.parts()) {
                State next = new State(from.pattern);
                compile(part, at, next, names);
                at = next;
            }
            at.empty.add(to);
        } else if (element instanceof Element.Choice choice) {
            Set<String> inner = names;
            if (!choice.name().isEmpty()) {
                inner = new LinkedHashSet<>(names);
                inner.add(choice.name());
            }
            for (Element alternative : choice.alternatives()) {
                compile(alternative, from, to, inner);
            }
            if (choice.optional()) {
                from.empty.add(to);
            }
        } else if (element instanceof Element.Repetition repetition) {
            State begin = new State(from.pattern);
            State end = new State(from.pattern);
            from.empty.add(begin);
            compile(repetition.part(), begin, end, names);
            end.empty.add(begin);
            end.empty.add(to);
        }
    }

    private Node node(Set<State> states) {
        Set<State> closure = new LinkedHashSet<>();
        Deque<State> todo = new ArrayDeque<>(states);
        while (!todo.isEmpty()) {
            State state = todo.remove();
            if (closure.add(state)) {
                todo.addAll(state.empty);
            }
        }
        Node known = nodes.get(closure);
        if (known == null) {
            known = new Node();
            nodes.put(closure, known);
            open.add(Map.entry(closure, known));
        }
        return known;
    }

    private void fill(Set<State> states, Node node) {
        Map<String, List<Step>> keywords = new LinkedHashMap<>();
        Map<ValueType, List<Step>> values = new LinkedHashMap<>();
        for (State state : states) {
            node.possible().add(state.pattern);
            if (state.accepting) {
                node.complete().add(state.pattern);
            }
            for (Step step : state.steps) {
                if (step.element() instanceof Element.Literal literal) {
                    keywords.computeIfAbsent(literal.text(), any -> new ArrayList<>())
                            .add(step);
                    if (!literal.other().isEmpty()) {
                        keywords.computeIfAbsent(literal.other(), any -> new ArrayList<>())
                                .add(step);
                    }
                } else if (step.element() instanceof Element.Value value) {
                    values.computeIfAbsent(value.type(), any -> new ArrayList<>())
                            .add(step);
                }
            }
        }
        keywords.forEach((word, steps) -> node.keywords().put(word, edge(printed(steps), List.of(), steps)));
        values.forEach((type, steps) -> node.values().add(edge("", List.of(type), steps)));
    }

    private static String printed(List<Step> steps) {
        return steps.get(0).element() instanceof Element.Literal literal ? literal.text() : "";
    }

    private Node.Edge edge(String word, List<ValueType> type, List<Step> steps) {
        Set<State> targets = new LinkedHashSet<>();
        Set<String> names = new LinkedHashSet<>();
        boolean noise = false;
        for (Step step : steps) {
            targets.add(step.target());
            names.addAll(step.names());
            if (step.element() instanceof Element.Value value) {
                names.add(value.name());
            } else if (step.element() instanceof Element.Literal literal) {
                noise |= literal.noise();
            }
        }
        return new Node.Edge(word, noise, type, names, node(targets));
    }

    private record Step(Element element, Set<String> names, State target) {}

    private static final class State {
        private final LinePattern pattern;
        private final List<State> empty = new ArrayList<>();
        private final List<Step> steps = new ArrayList<>();
        private boolean accepting;

        State(LinePattern pattern) {
            this.pattern = pattern;
        }
    }
}
