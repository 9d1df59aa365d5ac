package io.flexike.flexvpn.ios;

import java.util.List;

/** Reads texts of tests. */
final class RouterText {
    private RouterText() {}

    static RouterConfig config(String... lines) {
        return RouterConfig.read("test", String.join("\n", lines)).config();
    }

    /** The configuration, without what it refers to but does not have. */
    static String written(String... lines) {
        return config(lines).write();
    }

    /** The findings as {@code line:column: message}. */
    static List<String> findings(String... lines) {
        return RouterConfig.read("test", String.join("\n", lines)).findings().stream()
                .map(each -> each.toString().substring("test:".length()))
                .toList();
    }
}
