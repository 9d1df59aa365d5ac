package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.SecretBytes;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * IKE_SA_INIT requests from spoofed sources, while sessions live. {@code -Dflexike.flood.requests=1000000
 * -Dflexike.flood.sessions=1000} makes it as large as one likes.
 */
class FloodTest {
    private static final int REQUESTS = Integer.getInteger("flexike.flood.requests", 20_000);
    private static final int SESSIONS = Integer.getInteger("flexike.flood.sessions", 50);
    private static final int COOKIE_THRESHOLD = 100;

    /**
     * Half-open IKE SAs up to the threshold, and those of honest peers meanwhile, with a few entries for each; and the
     * IKE SAs of sessions that were rekeyed and linger.
     */
    private static final int MOST_ENTRIES = 6 * (COOKIE_THRESHOLD + 10) + SESSIONS;

    /** Without an expected identity there is no INITIAL_CONTACT, and all may have the same name. */
    private static final PeerProfile ANYONE = withoutExpectation(Peers.alice().build());

    private final Peers peers = new Peers();
    private final Random random = new Random(1);
    private final Peers.End bob = peers
    .new End(Peers.settings(2, Peers.bob().build()).withTracing(false, false).withCrashSecrets(secrets()));
    private final byte[] template = template();

    @Test
    void sessions_live_on_while_strangers_knock() {
        List<Peers.End> alices = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            alices.add(connect(i));
            age(Duration.ofSeconds(1));
        }
        age(Duration.ofMinutes(2));
        assertThat(bob.engine.transientEntries()).isZero();
        int newcomers = 0;
        int most = 0;
        int answers = 0;
        for (int i = 0; i < REQUESTS; i++) {
            peers.now = peers.now.plusNanos(10_000);
            bob.step(new IkeInput.DatagramReceived(spoofed(i), request()));
            answers += bob.sent.size();
            bob.sent.clear();
            bob.events.clear();
            most = Math.max(most, bob.engine.transientEntries());
            if (i % (REQUESTS / SESSIONS) == 0) {
                assertAlive(alices.get(i / (REQUESTS / SESSIONS) % SESSIONS));
            }
            if (i % (REQUESTS / 10) == REQUESTS / 20) {
                newcomers++;
                Peers.End newcomer = connect(SESSIONS + newcomers);
                newcomer.step(new IkeInput.DeleteIkeSa(
                        newcomer.engine.snapshots().get(0).localSpi()));
                settle(newcomer, SESSIONS + newcomers);
                assertThat(newcomer.engine.snapshots()).isEmpty();
            }
        }
        assertThat(newcomers).isEqualTo(10);
        assertThat(answers).isGreaterThan(REQUESTS * 9 / 10);
        assertThat(most).isLessThan(MOST_ENTRIES);
        age(Duration.ofMinutes(2));
        assertThat(bob.engine.transientEntries()).isZero();
        assertThat(bob.engine.snapshots())
                .hasSize(SESSIONS)
                .allMatch(sa -> sa.phase() == IkeSaSnapshot.Phase.ESTABLISHED);
        System.out.printf(
                "%,d requests against %,d sessions: %,d answered, at most %,d entries about strangers, 0 afterwards%n",
                REQUESTS, SESSIONS, answers, most);
    }

    /** Forged complaints about every session from everywhere. */
    @Test
    void forged_hints_make_us_send_little() {
        Peers.End alice = connect(0);
        bob.sent.clear();
        IkeSaSnapshot sa = bob.engine.snapshots().get(0);
        int sent = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] hint = IkeMessage.encode(
                    IkeHeader.of(sa.remoteSpi(), sa.localSpi(), ExchangeType.INFORMATIONAL, true, true, i),
                    List.of(NotifyPayload.of(NotifyType.INVALID_IKE_SPI)));
            bob.step(new IkeInput.DatagramReceived(pathOf(0), hint));
            bob.events.clear();
            sent += bob.sent.size();
            settle(alice, 0);
            peers.now = peers.now.plusMillis(10);
        }
        // 100 seconds, and one check in thirty.
        assertThat(sent).isBetween(1, 4);
        assertAlive(alice);
    }

    private void assertAlive(Peers.End alice) {
        long spi = alice.engine.snapshots().get(0).localSpi();
        int number = (int) alice.lastQuestion;
        alice.step(new IkeInput.CheckLiveness(spi));
        assertThat(alice.sent).as("the check before is answered").hasSize(1);
        bob.step(new IkeInput.DatagramReceived(
                pathOf(number), alice.sent.remove().octets()));
        assertThat(bob.sent).hasSize(1);
        settle(alice, number);
        alice.step(new IkeInput.RekeyChildSa(
                spi, alice.engine.snapshots().get(0).children().get(0).inboundSpi()));
        settle(alice, number);
        assertThat(alice.events(IkeEvent.ChildSaRekeyed.class)).hasSize(1);
        alice.step(new IkeInput.RekeyIkeSa(spi));
        settle(alice, number);
        assertThat(alice.events(IkeEvent.IkeSaRekeyed.class)).hasSize(1);
        alice.events.clear();
        bob.events.clear();
        bob.installed.clear();
        bob.removed.clear();
    }

    /** An honest peer, whose path is told by its number. */
    private Peers.End connect(int number) {
        Peers.End alice = peers
        .new End(Peers.settings(1000 + number, Peers.alice().build()).withTracing(false, false));
        alice.lastQuestion = number;
        alice.step(Peers.initiate(ANYONE));
        settle(alice, number);
        assertThat(alice.only(IkeEvent.IkeSaEstablished.class).sa().phase()).isEqualTo(IkeSaSnapshot.Phase.ESTABLISHED);
        bob.events.clear();
        return alice;
    }

    private void settle(Peers.End alice, int number) {
        Path here = pathOf(number);
        while (!alice.sent.isEmpty() || !bob.sent.isEmpty()) {
            while (!alice.sent.isEmpty()) {
                bob.step(new IkeInput.DatagramReceived(
                        here, alice.sent.remove().octets().clone()));
            }
            while (!bob.sent.isEmpty()) {
                alice.step(new IkeInput.DatagramReceived(
                        new Path(Peers.A4500, Peers.B4500, true),
                        bob.sent.remove().octets().clone()));
            }
        }
    }

    /** Behind a NAT each, as Bob sees it. */
    private static Path pathOf(int number) {
        return new Path(
                Peers.B4500,
                new InetSocketAddress(address(10 << 24 | number / 250 << 8 | number % 250 + 1), 4500),
                true);
    }

    private void age(Duration time) {
        peers.now = peers.now.plus(time);
        bob.step(new IkeInput.DeadlineReached());
        bob.events.clear();
    }

    /** Every request has another source, a nonce and an SPI of its own, and one in three has a cookie of some kind. */
    private byte[] request() {
        byte[] request = template.clone();
        ByteBuffer.wrap(request).putLong(random.nextLong() | 1);
        byte[] nonce = new byte[16];
        random.nextBytes(nonce);
        System.arraycopy(nonce, 0, request, request.length - nonce.length, nonce.length);
        return switch (random.nextInt(3)) {
            case 0 -> withCookie(request, random.nextInt(64) + 1);
            case 1 -> withCookie(request, CookieJar.OCTETS);
            default -> request;
        };
    }

    private byte[] withCookie(byte[] request, int octets) {
        byte[] cookie = new byte[octets];
        random.nextBytes(cookie);
        if (octets >= 4) {
            ByteBuffer.wrap(cookie).putInt(random.nextInt(4));
        }
        try {
            IkeMessage message = IkeMessage.decode(ByteBuffer.wrap(request));
            List<Payload> payloads = new ArrayList<>(message.payloads());
            payloads.add(0, NotifyPayload.of(NotifyType.COOKIE, cookie));
            return IkeMessage.encode(message.header(), payloads);
        } catch (IkeProtocolException e) {
            throw new AssertionError(e);
        }
    }

    /** A request that ends in its nonce. */
    private byte[] template() {
        Peers.End stranger = peers.new End(Peers.settings(99));
        stranger.step(Peers.initiate(Peers.alice().build()));
        try {
            IkeMessage message =
                    IkeMessage.decode(ByteBuffer.wrap(stranger.sent.remove().octets()));
            return IkeMessage.encode(
                    message.header(),
                    message.payloads().stream()
                            .filter(payload -> !(payload instanceof NotifyPayload))
                            .toList());
        } catch (IkeProtocolException e) {
            throw new AssertionError(e);
        }
    }

    private Path spoofed(int number) {
        return new Path(
                Peers.B500,
                new InetSocketAddress(address(0x20000000 + number * 7), 1024 + random.nextInt(60_000)),
                false);
    }

    private static PeerProfile withoutExpectation(PeerProfile profile) {
        return new PeerProfile(
                profile.name(),
                profile.localIdentity(),
                profile.remoteIdentity(),
                Optional.empty(),
                profile.localAuthentication(),
                profile.remoteAuthentication(),
                profile.ikeProposals(),
                profile.espProposals(),
                profile.localSelectors(),
                profile.remoteSelectors(),
                profile.configurationRequest(),
                profile.ikePolicy(),
                profile.childPolicy());
    }

    private static InetAddress address(int octets) {
        try {
            return InetAddress.getByAddress(
                    ByteBuffer.allocate(4).putInt(octets).array());
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static List<SecretBytes> secrets() {
        return List.of(SecretBytes.copyOf(new byte[32]));
    }
}
