package io.flexike.ike.session;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.suite.IkeSuite;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.payload.AuthMethod;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * What outlives an IKE SA so that it can be resumed: all that RFC 5723 5 takes "from the ticket".
 *
 * @param initiator identity of the end that was the initiator of IKE_AUTH and holds the ticket
 * @param responder identity of the end that granted it
 * @param initiatorSpi SPI of the initiator in the old IKE SA, only to find that again
 * @param responderSpi SPI of the responder in the old IKE SA
 * @param suite the algorithms, which the resumed IKE SA keeps
 * @param skD SK_d of the old IKE SA
 * @param authentication how the initiator proved its identity
 * @param profileName of the end whose ticket this is: the responder's in a ticket, the initiator's beside one
 * @param authenticatedAt when the identities were proved by more than a ticket, in whole seconds
 * @param expiresAt from when on the ticket is worthless, in whole seconds
 */
public record ResumableSession(
        Identification initiator,
        Identification responder,
        long initiatorSpi,
        long responderSpi,
        IkeSuite suite,
        SecretBytes skD,
        AuthMethod authentication,
        String profileName,
        Instant authenticatedAt,
        Instant expiresAt) {
    private static final int VERSION = 1;
    private static final int FIXED_OCTETS = 1 + 2 * Long.BYTES + 5 * Short.BYTES + 1 + 2 * Long.BYTES + 4 * Short.BYTES;
    private static final int MAX_FIELD_OCTETS = 0xffff;

    /** Whether it can be presented at that moment. */
    public boolean isValidAt(Instant now) {
        return now.isBefore(expiresAt);
    }

    /** The octets that {@link #decode} reads; they hold SK_d. */
    public SecretBytes encode() {
        byte[] name = profileName.getBytes(StandardCharsets.UTF_8);
        byte[] key = skD.toByteArray(SecretAccess.granted());
        int octets = FIXED_OCTETS + initiator.octets() + responder.octets() + key.length + name.length;
        ByteBuffer out = ByteBuffer.allocate(octets);
        out.put((byte) VERSION).putLong(initiatorSpi).putLong(responderSpi);
        out.putShort((short) suite.encryption().value()).putShort((short) suite.keyBits());
        out.putShort((short) suite.integrity().value())
                .putShort((short) suite.prf().value());
        out.putShort((short) suite.keyExchange().value()).put((byte) authentication.value());
        out.putLong(authenticatedAt.getEpochSecond()).putLong(expiresAt.getEpochSecond());
        putField(out, identification(initiator));
        putField(out, identification(responder));
        putField(out, key);
        putField(out, name);
        SecretBytes encoded = SecretBytes.copyOf(out.array());
        Arrays.fill(key, (byte) 0);
        Arrays.fill(out.array(), (byte) 0);
        return encoded;
    }

    /** Reads exactly what {@link #encode} writes; empty if it is anything else. */
    public static Optional<ResumableSession> decode(SecretBytes encoded) {
        byte[] octets = encoded.toByteArray(SecretAccess.granted());
        try {
            ByteBuffer in = ByteBuffer.wrap(octets);
            if (in.get() != VERSION) {
                return Optional.empty();
            }
            ResumableSession session = read(in);
            return in.hasRemaining() ? Optional.empty() : Optional.of(session);
        } catch (BufferUnderflowException | IllegalArgumentException | InvalidSyntaxException e) {
            return Optional.empty();
        } finally {
            Arrays.fill(octets, (byte) 0);
        }
    }

    private static ResumableSession read(ByteBuffer in) throws InvalidSyntaxException {
        long initiatorSpi = in.getLong();
        long responderSpi = in.getLong();
        IkeSuite suite = new IkeSuite(
                new EncryptionAlgorithm(uint16(in)),
                uint16(in),
                new IntegrityAlgorithm(uint16(in)),
                new PrfAlgorithm(uint16(in)),
                new KeyExchangeMethod(uint16(in)));
        AuthMethod authentication = new AuthMethod(in.get() & 0xff);
        Instant authenticatedAt = second(in);
        Instant expiresAt = second(in);
        Identification initiator = Identification.decode(ByteBuffer.wrap(field(in)));
        Identification responder = Identification.decode(ByteBuffer.wrap(field(in)));
        byte[] key = field(in);
        SecretBytes skD = SecretBytes.copyOf(key);
        Arrays.fill(key, (byte) 0);
        String name = new String(field(in), StandardCharsets.UTF_8);
        return new ResumableSession(
                initiator,
                responder,
                initiatorSpi,
                responderSpi,
                suite,
                skD,
                authentication,
                name,
                authenticatedAt,
                expiresAt);
    }

    private static Instant second(ByteBuffer in) {
        long second = in.getLong();
        if (second < Instant.MIN.getEpochSecond() || second > Instant.MAX.getEpochSecond()) {
            throw new IllegalArgumentException("no time has the second " + second);
        }
        return Instant.ofEpochSecond(second);
    }

    private static int uint16(ByteBuffer in) {
        return in.getShort() & 0xffff;
    }

    private static byte[] field(ByteBuffer in) {
        int length = uint16(in);
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] octets = new byte[length];
        in.get(octets);
        return octets;
    }

    private static void putField(ByteBuffer out, byte[] octets) {
        if (octets.length > MAX_FIELD_OCTETS) {
            throw new IllegalArgumentException("a field of " + octets.length + " octets");
        }
        out.putShort((short) octets.length).put(octets);
    }

    private static byte[] identification(Identification identity) {
        ByteBuffer out = ByteBuffer.allocate(identity.octets());
        identity.encode(out);
        return out.array();
    }

    /** Nothing of a person and nothing secret. */
    @Override
    public String toString() {
        return "ResumableSession[" + suite + ", until " + expiresAt + "]";
    }
}
