package io.flexike.ike.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.suite.IkeSuite;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.identity.IdentificationType;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.payload.AuthMethod;
import io.flexike.ike.session.ResumableSession;
import io.flexike.ike.session.ResumptionTicket;
import io.flexike.ike.session.TicketIssuance;
import io.flexike.ike.session.TicketKeys;
import io.flexike.ike.session.TicketStore;
import io.flexike.ike.session.UsedTickets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketOfficeTest {
    private static final Instant NOW = Instant.ofEpochSecond(5000);
    private static final ResumableSession SESSION =
            session(Identity.fqdn("alice.example").toWire());
    private final SecureRandom random = new SecureRandom();
    private final TicketKeys keys = TicketKeys.generated(random);
    private final TicketOffice sealed = office(TicketIssuance.byValue(keys, Duration.ofHours(1)));
    private final TicketOffice stored =
            office(TicketIssuance.byReference(TicketStore.inMemory(2), Duration.ofHours(1)));

    private TicketOffice office(TicketIssuance issuance) {
        return TicketOffice.of(issuance, CryptoProvider.standard(), random);
    }

    private static ResumableSession session(Identification initiator) {
        byte[] skD = new byte[64];
        new Random(4).nextBytes(skD);
        return new ResumableSession(
                initiator,
                Identity.fqdn("bob.example").toWire(),
                0x0102030405060708L,
                -2,
                new IkeSuite(
                        EncryptionAlgorithm.AES_GCM_16,
                        256,
                        IntegrityAlgorithm.NONE,
                        PrfAlgorithm.HMAC_SHA2_512,
                        KeyExchangeMethod.CURVE25519),
                SecretBytes.copyOf(skD),
                AuthMethod.SHARED_KEY,
                "spokes",
                NOW,
                NOW.plusSeconds(600));
    }

    private TicketOffice office(boolean byValue) {
        return byValue ? sealed : stored;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_is_granted_is_taken_until_it_is_used_revoked_or_expired(boolean byValue) {
        TicketOffice office = office(byValue);
        TicketOffice.Granted granted = office.grant(SESSION, NOW).orElseThrow();
        TicketOffice.Redeemed redeemed = office.redeem(granted.ticket(), NOW).orElseThrow();
        assertThat(redeemed.session()).isEqualTo(SESSION);
        assertThat(redeemed.id()).isEqualTo(granted.id());
        assertThat(office.redeem(granted.ticket(), NOW.plusSeconds(599))).isPresent();
        assertThat(office.redeem(granted.ticket(), NOW.plusSeconds(600))).isEmpty();
        assertThat(office.use(redeemed.id(), NOW)).isTrue();
        assertThat(office.use(redeemed.id(), NOW)).isFalse();
        assertThat(office.redeem(granted.ticket(), NOW)).isEmpty();
        TicketOffice.Granted other = office.grant(SESSION, NOW).orElseThrow();
        office.revoke(other.id(), NOW);
        assertThat(office.redeem(other.ticket(), NOW)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_ticket_with_any_bit_flipped_or_octet_missing_or_added_is_not_genuine(boolean byValue) {
        TicketOffice office = office(byValue);
        byte[] ticket = office.grant(SESSION, NOW).orElseThrow().ticket();
        for (int bit = 0; bit < ticket.length * 8; bit++) {
            byte[] forged = ticket.clone();
            forged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(office.redeem(forged, NOW)).as("bit %d", bit).isEmpty();
        }
        for (int length = 0; length < ticket.length; length++) {
            assertThat(office.redeem(Arrays.copyOf(ticket, length), NOW)).isEmpty();
        }
        assertThat(office.redeem(Arrays.copyOf(ticket, ticket.length + 1), NOW)).isEmpty();
        assertThat(office.redeem(ticket, NOW)).isPresent();
    }

    @Test
    void tickets_of_the_same_state_differ_and_show_nothing_of_it() {
        byte[] one = sealed.grant(SESSION, NOW).orElseThrow().ticket();
        byte[] other = sealed.grant(SESSION, NOW).orElseThrow().ticket();
        int sealedFrom = 1 + TicketKeys.ID_OCTETS;
        assertThat(Arrays.copyOfRange(one, sealedFrom, one.length))
                .isNotEqualTo(Arrays.copyOfRange(other, sealedFrom, other.length));
        assertThat(new String(one, StandardCharsets.ISO_8859_1)).doesNotContain("alice", "bob", "spokes");
        assertThat(keys.toString() + keys.current() + SESSION).doesNotContain("alice", "bob");
    }

    @Test
    void a_state_that_would_not_fit_into_one_datagram_gets_no_ticket() {
        IdentificationType keyId = IdentificationType.KEY_ID;
        assertThat(sealed.grant(session(new Identification(keyId, new byte[1500])), NOW))
                .isPresent();
        assertThat(sealed.grant(session(new Identification(keyId, new byte[2000])), NOW))
                .isEmpty();
    }

    @Test
    void the_store_is_bounded_and_makes_room_when_tickets_expire() {
        assertThat(stored.grant(SESSION, NOW)).isPresent();
        assertThat(stored.grant(SESSION, NOW)).isPresent();
        assertThat(stored.grant(SESSION, NOW)).isEmpty();
        assertThat(stored.grant(SESSION, NOW.plusSeconds(600))).isPresent();
    }

    @Test
    void used_tickets_are_forgotten_in_time_and_never_outgrow_their_room() {
        UsedTickets used = new UsedTickets(3);
        for (int i = 0; i < 10; i++) {
            assertThat(used.add(id(i), NOW.plusSeconds(60), NOW)).isTrue();
        }
        assertThat(used.contains(id(9))).isTrue();
        assertThat(used.contains(id(7))).isTrue();
        assertThat(used.contains(id(6))).isFalse();
        used.add(id(11), NOW.plusSeconds(120), NOW.plusSeconds(60));
        assertThat(used).hasToString("UsedTickets[1 of 3]");
    }

    private static ByteBuffer id(int number) {
        return ByteBuffer.allocate(4).putInt(0, number);
    }

    @Test
    void states_and_kept_tickets_are_decoded_strictly() {
        byte[] octets = SESSION.encode().toByteArray(SecretAccess.granted());
        assertThat(ResumableSession.decode(SecretBytes.copyOf(octets))).contains(SESSION);
        for (int length = 0; length < octets.length; length++) {
            assertThat(ResumableSession.decode(SecretBytes.copyOf(Arrays.copyOf(octets, length))))
                    .isEmpty();
        }
        assertThat(ResumableSession.decode(SecretBytes.copyOf(Arrays.copyOf(octets, octets.length + 1))))
                .isEmpty();
        byte[] kept = new ResumptionTicket(new byte[100], SESSION).encode(SecretAccess.granted());
        for (int length = 0; length < kept.length; length++) {
            assertThat(ResumptionTicket.decode(Arrays.copyOf(kept, length), SecretAccess.granted()))
                    .isEmpty();
        }
        Random source = new Random(8);
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = source.nextBoolean() ? octets.clone() : new byte[source.nextInt(200)];
            for (int flips = source.nextInt(4) + 1; flips > 0 && noise.length > 0; flips--) {
                noise[source.nextInt(noise.length)] = (byte) source.nextInt();
            }
            // Anything goes, but no exception.
            ResumableSession.decode(SecretBytes.copyOf(noise));
            ResumptionTicket.decode(noise, SecretAccess.granted());
        }
    }

    @Test
    void short_keys_and_impossible_lifetimes_are_refused() {
        assertThatThrownBy(() -> new TicketKeys(SecretBytes.copyOf(new byte[31])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TicketIssuance.byValue(keys, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ResumptionTicket(new byte[0], SESSION))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
