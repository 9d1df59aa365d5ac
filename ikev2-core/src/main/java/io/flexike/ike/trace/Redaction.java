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

    /**
     * What a refusal says of somebody: an {@link Identification}, or what names or describes persons and their networks
     * in any other form.
     */
    public String personal(Object detail) {
        if (detail instanceof Identification identification) {
            return identity(identification);
        }
        return this == NONE ? LogText.escaped(String.valueOf(detail)) : "(not shown)";
    }

    /** An address and port for a log line. */
    public String address(InetSocketAddress address) {
        return this == NONE
                ? LogText.escaped(address.getAddress().getHostAddress() + "#" + address.getPort())
                : "#" + address.getPort();
    }
}
