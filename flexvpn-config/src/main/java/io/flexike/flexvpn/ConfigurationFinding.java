package io.flexike.flexvpn;

import java.util.List;

/**
 * One contradiction in a configuration.
 *
 * @param path where it is, from the outside in, such as {@code tunnel "Tunnel0"} and {@code profile "to-hq"}
 * @param problem what is wrong there
 */
public record ConfigurationFinding(List<String> path, String problem) {
    /** Copies the path. */
    public ConfigurationFinding {
        path = List.copyOf(path);
    }

    /** Such as {@code tunnel "Tunnel0" > profile "to-hq" > remote: no authentication}. */
    @Override
    public String toString() {
        return path.isEmpty() ? problem : String.join(" > ", path) + ": " + problem;
    }
}
