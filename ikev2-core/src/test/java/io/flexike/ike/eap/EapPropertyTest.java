package io.flexike.ike.eap;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.tls.TlsIdentity;
import io.flexike.crypto.tls.TlsVersion;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever arrives, in whatever state, both ends stay calm. */
class EapPropertyTest {
    private static final TestCertificates AUTHORITY = new TestCertificates("ca");
    private static final TlsIdentity GATEWAY = AUTHORITY.issue("vpn@example");
    private static final TlsIdentity ANA = AUTHORITY.issue("ana@example");
    private static final List<EapMethodType> ALL = List.of(
            EapMethodType.MD5_CHALLENGE,
            EapMethodType.GTC,
            EapMethodType.MSCHAPV2,
            EapMethodType.TLS,
            EapMethodType.TTLS);

    @Property
    void a_packet_that_is_read_is_written_as_it_was(@ForAll("packets") EapPacket packet) {
        assertThat(EapPacket.read(packet.encode())).contains(packet);
        assertThat(EapPacket.read(Arrays.copyOf(packet.encode(), packet.encode().length + 3)))
                .contains(packet);
    }

    @Property(tries = 200)
    void a_packet_that_is_cut_off_is_discarded(@ForAll("packets") EapPacket packet) {
        byte[] octets = packet.encode();
        for (int length = 0; length < octets.length; length++) {
            assertThat(EapPacket.read(Arrays.copyOf(octets, length))).isEmpty();
        }
    }

    @Property
    void any_octets_are_read_or_not(@ForAll byte[] octets) {
        Optional<EapPacket> packet = EapPacket.read(octets);
        packet.ifPresent(read -> assertThat(EapPacket.read(read.encode())).contains(read));
        Avp.read(octets);
        MsChapPacket.read(octets);
        Md5Challenge.value(octets);
    }

    /** At every step one packet is spoilt: cut off with a length that agrees, changed, or replaced. */
    @Property(tries = 120)
    void a_spoilt_packet_at_any_step_throws_nothing(
            @ForAll("methods") EapMethodType method,
            @ForAll TtlsInner inner,
            @ForAll TlsVersion version,
            @ForAll @IntRange(max = 24) int step,
            @ForAll("spoilers") Spoiler spoiler) {
        EapConversation talk = conversation(method, inner, version);
        EapPacket request = talk.authenticator.start().packet();
        for (int i = 0; i < 60; i += 2) {
            EapPeerReply answered = talk.peer.receive(i == step ? spoiler.spoil(request) : request.encode());
            if (!(answered instanceof EapPeerReply.Send response)) {
                return;
            }
            EapAuthenticatorReply asked = talk.authenticator.receive(
                    i + 1 == step
                            ? spoiler.spoil(response.packet())
                            : response.packet().encode());
            if (!(asked instanceof EapAuthenticatorReply.Send next)) {
                return;
            }
            request = next.packet();
        }
    }

    @Property(tries = 60)
    void an_end_that_is_fed_noise_of_its_method_comes_to_an_end(
            @ForAll("methods") EapMethodType method,
            @ForAll TtlsInner inner,
            @ForAll @Size(min = 1, max = 8) List<@Size(max = 90) byte[]> noise) {
        EapConversation talk = conversation(method, inner, TlsVersion.TLS_1_3);
        int identifier = talk.authenticator.start().packet().identifier();
        boolean peerOver = false;
        boolean authenticatorOver = false;
        for (int i = 0; i < EapPeer.MAX_PACKETS + 2; i++) {
            byte[] data = noise.get(i % noise.size());
            EapPeerReply peerReply = talk.peer.receive(EapPacket.typed(EapPacket.Code.REQUEST, i & 0xff, method, data)
                    .encode());
            peerOver |= peerReply instanceof EapPeerReply.Failed;
            EapAuthenticatorReply reply = talk.authenticator.receive(
                    EapPacket.typed(EapPacket.Code.RESPONSE, identifier, i == 0 ? EapMethodType.IDENTITY : method, data)
                            .encode());
            authenticatorOver |= reply instanceof EapAuthenticatorReply.Failed;
            if (reply instanceof EapAuthenticatorReply.Send next) {
                identifier = next.packet().identifier();
            }
        }
        assertThat(peerOver).isTrue();
        assertThat(authenticatorOver).isTrue();
    }

    @Provide
    Arbitrary<EapMethodType> methods() {
        return Arbitraries.of(ALL);
    }

    @Provide
    Arbitrary<EapPacket> packets() {
        Arbitrary<byte[]> data = Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
        Arbitrary<Integer> identifiers = Arbitraries.integers().between(0, 255);
        Arbitrary<EapPacket> legacy = Combinators.combine(
                        Arbitraries.of(EapPacket.Code.REQUEST, EapPacket.Code.RESPONSE),
                        identifiers,
                        Arbitraries.integers().between(0, 253),
                        data)
                .as((code, id, type, octets) -> EapPacket.typed(code, id, EapMethodType.of(type), octets));
        Arbitrary<EapPacket> expanded = Combinators.combine(
                        identifiers,
                        Arbitraries.integers().between(0, 0xffffff),
                        Arbitraries.longs().between(0, 0xffffffffL),
                        data)
                .as((id, vendor, number, octets) -> new EapPacket(
                        EapPacket.Code.REQUEST, id, Optional.of(new EapMethodType(vendor, number)), true, octets));
        Arbitrary<EapPacket> verdicts = Combinators.combine(
                        Arbitraries.of(EapPacket.Code.SUCCESS, EapPacket.Code.FAILURE), identifiers)
                .as(EapPacket::verdict);
        return Arbitraries.oneOf(legacy, expanded, verdicts);
    }

    @Provide
    Arbitrary<Spoiler> spoilers() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.doubles().between(0, 1),
                        Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(40))
                .as(Spoiler::new);
    }

    private static EapConversation conversation(EapMethodType method, TtlsInner inner, TlsVersion version) {
        return EapConversation.of(
                EapConversation.ana("sésame")
                        .tls(EapTls.with(ANA, AUTHORITY.check())
                                .versions(version)
                                .fragmentOctets(200))
                        .methods(method)
                        .inner(inner)
                        .build(),
                EapAuthenticatorSettings.users(EapConversation.ANA)
                        .tls(EapTls.with(GATEWAY, AUTHORITY.check()).fragmentOctets(200))
                        .methods(method)
                        .build());
    }

    /** What happens to the data of a packet, whose head stays right so that it gets as far as possible. */
    private record Spoiler(int kind, double where, byte[] octets) {
        byte[] spoil(EapPacket packet) {
            byte[] data = packet.data();
            int at = (int) (where * data.length);
            byte[] spoilt = switch (kind) {
                case 0 -> Arrays.copyOf(data, at);
                case 1 -> octets;
                default -> {
                    byte[] changed = data.clone();
                    for (int i = 0; i < octets.length && at + i < changed.length; i++) {
                        changed[at + i] ^= octets[i];
                    }
                    yield changed;
                }
            };
            return packet.type().isEmpty()
                    ? octets
                    : EapPacket.typed(
                                    packet.code(),
                                    packet.identifier(),
                                    packet.type().orElseThrow(),
                                    spoilt)
                            .encode();
        }
    }
}
