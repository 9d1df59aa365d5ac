package io.flexike.flexvpn;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration contradicts itself or is incomplete; holds all that was found, not only the first. */
public final class ConfigurationException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<ConfigurationFinding> findings;

    /**
     * Lists the findings in the message, one a line.
     *
     * @param findings at least one
     */
    public ConfigurationException(List<ConfigurationFinding> findings) {
        super(findings.stream().map(ConfigurationFinding::toString).collect(Collectors.joining("\n")));
        this.findings = List.copyOf(findings);
    }

    /** What was found, in the order of the configuration. */
    public List<ConfigurationFinding> findings() {
        return findings;
    }
}
