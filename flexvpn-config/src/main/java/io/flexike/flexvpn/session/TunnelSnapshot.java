package io.flexike.flexvpn.session;

import java.util.Optional;

/**
 * A static tunnel at one moment.
 *
 * @param name such as {@code Tunnel0}
 * @param up whether packets can pass
 * @param lastProblem why the last session ended or the last attempt to connect failed, empty while it is up
 */
public record TunnelSnapshot(String name, boolean up, Optional<String> lastProblem) {}
