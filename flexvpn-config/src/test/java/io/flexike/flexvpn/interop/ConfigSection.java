package io.flexike.flexvpn.interop;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A section of strongSwan's settings: keys with values, and sections inside. One statement a line, as it wants. */
public final class ConfigSection {
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, ConfigSection> sections = new LinkedHashMap<>();

    /** Sets a key; a second value replaces the first. */
    public ConfigSection set(String key, String value) {
        if (value.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("the value of " + key + " holds a line break");
        }
        values.put(key, value);
        return this;
    }

    public ConfigSection unset(String key) {
        values.remove(key);
        return this;
    }

    /** Fills the section of that name, made when it is not there yet. */
    public ConfigSection section(String name, Consumer<ConfigSection> content) {
        content.accept(sections.computeIfAbsent(name, unused -> new ConfigSection()));
        return this;
    }

    public String text() {
        return text("");
    }

    private String text(String indent) {
        String own = values.entrySet().stream()
                .map(it -> indent + it.getKey() + " = " + it.getValue() + "\n")
                .collect(Collectors.joining());
        String inner = sections.entrySet().stream()
                .map(it -> indent + it.getKey() + " {\n" + it.getValue().text(indent + "  ") + indent + "}\n")
                .collect(Collectors.joining());
        return own + inner;
    }
}
