package io.flexike.flexvpn.ios;

import io.flexike.flexvpn.ios.grammar.RouterGrammar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The configuration of a router as a tree of what its text says about IKEv2 and tunnels. Abbreviations are written out,
 * what was negated or said again is resolved, and what holds anyway is left out, so that texts that mean the same give
 * equal trees. Immutable.
 */
public final class RouterConfig {
    private final Block root;

    RouterConfig(Block root) {
        this.root = root;
    }

    /** Nothing. */
    public static RouterConfig empty() {
        return new RouterConfig(
                new Block(RouterGrammar.top(), Optional.empty(), "", List.of(), List.of(), List.of(), false));
    }

    /**
     * Reads a text: a whole configuration, a part of one, or what was typed at a console. Never fails: what is wrong is
     * in the findings, and the tree has what is right.
     *
     * @param source what the text is called in findings, such as the name of its file
     */
    public static Reading read(String source, String text) {
        TextFindings findings = new TextFindings(source);
        RouterConfig config = new TextReader(findings).read(text);
        TextCheck.check(config, findings);
        List<OutsideLine> outside = new ArrayList<>();
        collectOutside(config.root, outside);
        return new Reading(config, findings.sorted(), outside);
    }

    private static void collectOutside(Block block, List<OutsideLine> outside) {
        outside.addAll(block.outside());
        block.blocks().forEach(each -> collectOutside(each, outside));
    }

    /**
     * What came of a text.
     *
     * @param findings all that is wrong, in the order of the text
     * @param outside the lines that are kept without being understood
     */
    public record Reading(RouterConfig config, List<TextFinding> findings, List<OutsideLine> outside) {
        /** Copies the lists. */
        public Reading {
            findings = Collections.unmodifiableList(new ArrayList<>(findings));
            outside = List.copyOf(outside);
        }

        /** Whether the configuration cannot be used. */
        public boolean hasErrors() {
            return findings.stream().anyMatch(TextFinding::isError);
        }
    }

    /** What stands at the top: lines that belong to no block, and all blocks. */
    public Block root() {
        return root;
    }

    /** The blocks of that kind, such as {@code crypto ikev2 profile}. */
    public List<Block> blocks(String kind) {
        return root.blocks(kind);
    }

    /** The block of that kind and name. */
    public Optional<Block> block(String kind, String name) {
        return root.block(kind, name);
    }

    /** The text as a router prints it, with keys in clear. Reading it gives an equal configuration. */
    public String write() {
        return TextWriter.write(root);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RouterConfig config && root.equals(config.root);
    }

    @Override
    public int hashCode() {
        return root.hashCode();
    }

    /** How much there is. */
    @Override
    public String toString() {
        return "configuration" + root;
    }
}
