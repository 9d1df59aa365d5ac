package io.flexike.ike.session;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * What an initiator needs to resume an IKE SA with the responder that granted the ticket (RFC 5723): the ticket itself,
 * opaque, and the state that belongs to it, keys included. It may be kept across restarts, as safely as a private key,
 * and is presented once only.
 */
public final class ResumptionTicket {
    /** Our choice: longer ones are not kept, since they would not fit into a request that cannot be fragmented. */
    public static final int MAX_OCTETS = 3072;

    private static final int VERSION = 1;

    private final byte[] octets;
    private final ResumableSession session;

    /** @throws IllegalArgumentException if the ticket is empty or longer than {@value #MAX_OCTETS} octets */
    public ResumptionTicket(byte[] octets, ResumableSession session) {
        if (octets.length == 0 || octets.length > MAX_OCTETS) {
            throw new IllegalArgumentException("a ticket of " + octets.length + " octets");
        }
        this.octets = octets.clone();
        this.session = session;
    }

    /** From when on it must not be presented any more (RFC 5723 4.3.1). */
    public Instant expiresAt() {
        return session.expiresAt();
    }

    /** The profile of the IKE SA that is to be resumed; no other one can use it. */
    public String profileName() {
        return session.profileName();
    }

    /** What the responder gave, as it goes over the wire. */
    public byte[] octets(SecretAccess access) {
        Objects.requireNonNull(access, "access");
        return octets.clone();
    }

    /** The state that belongs to it. */
    public ResumableSession session(SecretAccess access) {
        Objects.requireNonNull(access, "access");
        return session;
    }

    /** All of it, keys included, for a place that nobody else can read. */
    public byte[] encode(SecretAccess access) {
        byte[] state = session.encode().toByteArray(access);
        ByteBuffer out = ByteBuffer.allocate(1 + Short.BYTES + octets.length + state.length)
                .put((byte) VERSION)
                .putShort((short) octets.length)
                .put(octets)
                .put(state);
        Arrays.fill(state, (byte) 0);
        return out.array();
    }

    /** The opposite of {@link #encode}; empty if the octets come from elsewhere or from another version. */
    public static Optional<ResumptionTicket> decode(byte[] encoded, SecretAccess access) {
        Objects.requireNonNull(access, "access");
        ByteBuffer in = ByteBuffer.wrap(encoded);
        if (in.remaining() < 1 + Short.BYTES || in.get() != VERSION) {
            return Optional.empty();
        }
        int length = in.getShort() & 0xffff;
        if (length == 0 || length > MAX_OCTETS || length > in.remaining()) {
            return Optional.empty();
        }
        byte[] ticket = new byte[length];
        in.get(ticket);
        byte[] state = new byte[in.remaining()];
        in.get(state);
        SecretBytes secret = SecretBytes.copyOf(state);
        Arrays.fill(state, (byte) 0);
        Optional<ResumableSession> session = ResumableSession.decode(secret);
        secret.destroy();
        return session.map(found -> new ResumptionTicket(ticket, found));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ResumptionTicket that
                && Arrays.equals(octets, that.octets)
                && session.equals(that.session);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    /** Nothing but its length and its end. */
    @Override
    public String toString() {
        return "ResumptionTicket[" + octets.length + " octets, until " + session.expiresAt() + "]";
    }
}
