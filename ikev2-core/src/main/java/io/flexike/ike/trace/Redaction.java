package io.flexike.ike.trace;

import io.flexike.ike.identity.Identification;
import java.net.InetSocketAddress;

/** What log lines show of people: identities and addresses pass through here and nowhere else. */
public enum Redaction {
    /** Everything, made harmless by {@link LogText#escaped}. */
    NONE,
    /** The kind of an identity without its value, ports without addresses. */
    PERSONAL;

    /** An identity for a log line. */
    public String identity(Identification identification) {
        return LogText.escaped(
                this == NONE ? identification.toString() : identification.type().toString());
    }

    /** An address and port for a log line. */
    public String address(InetSocketAddress address) {
        return this == NONE
                ? LogText.escaped(address.getAddress().getHostAddress() + "#" + address.getPort())
                : "#" + address.getPort();
    }
}
