package io.flexike.flexvpn.ios;

import java.util.List;

/**
 * A line of a router's configuration that says nothing about IKEv2 or its tunnels, with the lines below it. It is
 * written back as it was.
 *
 * @param block where it stands, such as {@code interface Tunnel0}; empty for the top
 * @param line where it begins, from 1
 * @param text the line and those below it
 */
public record OutsideLine(String block, int line, List<String> text) {
    /** Copies the text. */
    public OutsideLine {
        text = List.copyOf(text);
    }

    /** Its first words, which tell what it is about, such as {@code router bgp}. */
    public String topic() {
        String[] words = text.get(0).strip().split("\\s+", 3);
        return words.length < 2 ? words[0] : words[0] + " " + words[1];
    }

    /** Without what stands in it, which may be a password. */
    @Override
    public String toString() {
        String[] words = text.get(0).strip().split("\\s+", 2);
        return "line " + line + ": " + words[0] + (text.size() == 1 ? "" : " and " + (text.size() - 1) + " below");
    }
}
