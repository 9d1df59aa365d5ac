package io.flexike.ike.ticket;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.cipher.OpeningCipher;
import io.flexike.crypto.cipher.SealingCipher;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.ike.session.ResumableSession;
import io.flexike.ike.session.TicketIssuance;
import io.flexike.ike.session.TicketKeys;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * Tickets by value (RFC 5723 6.1). Each is sealed with AES-GCM-256 under a key of its own, which follows from the key
 * ring and the salt; so no initialisation vector can repeat, whoever else seals with the same ring.
 *
 * <pre>
 * | version (1) | key id (8) | salt (32) | IV (8) | sealed state | ICV (16) |
 *  authenticated, not encrypted            |
 * </pre>
 */
final class SealedTickets implements TicketOffice {
    private static final int VERSION = 1;
    private static final int SALT_OCTETS = 32;
    private static final int CLEAR_OCTETS = 1 + TicketKeys.ID_OCTETS + SALT_OCTETS;

    /** Our choice: what has longer identities is not resumed; IKE_SESSION_RESUME cannot be fragmented. */
    private static final int MAX_OCTETS = 2048;

    /** Nothing else is sealed with the same key. */
    private static final long PACKET_NUMBER = 1;

    private static final CipherSpec CIPHER =
            new CipherSpec(EncryptionAlgorithm.AES_GCM_16, 256, IntegrityAlgorithm.NONE, false);

    private final TicketIssuance.ByValue issuance;
    private final CryptoProvider crypto;
    private final SecureRandom random;

    SealedTickets(TicketIssuance.ByValue issuance, CryptoProvider crypto, SecureRandom random) {
        this.issuance = issuance;
        this.crypto = crypto;
        this.random = random;
    }

    @Override
    public Duration lifetime() {
        return issuance.lifetime();
    }

    @Override
    public Optional<Granted> grant(ResumableSession session, Instant now) {
        TicketKeys.Key key = issuance.keys().current();
        byte[] salt = new byte[SALT_OCTETS];
        random.nextBytes(salt);
        SecretBytes encoded = session.encode();
        byte[] state = encoded.toByteArray(SecretAccess.granted());
        encoded.destroy();
        SecretBytes once = ticketKey(key, salt);
        SealingCipher cipher = crypto.sealingCipher(CIPHER, once, SecretBytes.empty(), random);
        byte[] ticket = new byte[CLEAR_OCTETS + cipher.ivOctets() + state.length + cipher.icvOctets()];
        ByteBuffer.wrap(ticket).put((byte) VERSION).put(key.id()).put(salt);
        System.arraycopy(state, 0, ticket, CLEAR_OCTETS + cipher.ivOctets(), state.length);
        cipher.seal(ticket, 0, CLEAR_OCTETS, state.length, PACKET_NUMBER);
        cipher.destroy();
        once.destroy();
        Arrays.fill(state, (byte) 0);
        return ticket.length > MAX_OCTETS ? Optional.empty() : Optional.of(new Granted(ticket, id(salt, session)));
    }

    @Override
    public Optional<Redeemed> redeem(byte[] ticket, Instant now) {
        if (ticket.length <= CLEAR_OCTETS || ticket.length > MAX_OCTETS || ticket[0] != VERSION) {
            return Optional.empty();
        }
        byte[] salt = Arrays.copyOfRange(ticket, 1 + TicketKeys.ID_OCTETS, CLEAR_OCTETS);
        return issuance.keys()
                .find(Arrays.copyOfRange(ticket, 1, 1 + TicketKeys.ID_OCTETS))
                .flatMap(key -> open(ticket, key, salt))
                .filter(session -> session.isValidAt(now))
                .map(session -> new Redeemed(session, id(salt, session)))
                .filter(redeemed -> !issuance.used().contains(redeemed.id().octets()));
    }

    private Optional<ResumableSession> open(byte[] ticket, TicketKeys.Key key, byte[] salt) {
        byte[] copy = ticket.clone();
        SecretBytes once = ticketKey(key, salt);
        OpeningCipher cipher = crypto.openingCipher(CIPHER, once, SecretBytes.empty());
        int octets = cipher.open(copy, 0, CLEAR_OCTETS, copy.length, PACKET_NUMBER);
        int begin = CLEAR_OCTETS + cipher.ivOctets();
        cipher.destroy();
        once.destroy();
        if (octets < 0) {
            return Optional.empty();
        }
        byte[] state = Arrays.copyOfRange(copy, begin, begin + octets);
        SecretBytes encoded = SecretBytes.copyOf(state);
        Arrays.fill(copy, (byte) 0);
        Arrays.fill(state, (byte) 0);
        Optional<ResumableSession> session = ResumableSession.decode(encoded);
        encoded.destroy();
        return session;
    }

    private SecretBytes ticketKey(TicketKeys.Key key, byte[] salt) {
        return crypto.prf(PrfAlgorithm.HMAC_SHA2_256).expand(key.secret(), salt, CIPHER.encryptionKeyOctets());
    }

    private static TicketId id(byte[] salt, ResumableSession session) {
        return new TicketId(ByteBuffer.wrap(salt), session.expiresAt());
    }

    @Override
    public boolean use(TicketId id, Instant now) {
        return issuance.used().add(id.octets(), id.expiresAt(), now);
    }

    @Override
    public void revoke(TicketId id, Instant now) {
        issuance.used().add(id.octets(), id.expiresAt(), now);
    }
}
