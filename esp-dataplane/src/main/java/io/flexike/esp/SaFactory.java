package io.flexike.esp;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.cipher.OpeningCipher;
import io.flexike.crypto.cipher.SealingCipher;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.Transform;
import io.flexike.esp.forward.SaPair;
import io.flexike.esp.forward.SendPath;
import io.flexike.esp.forward.Tunnel;
import io.flexike.esp.replay.ReplayWindow;
import io.flexike.esp.sad.InboundSa;
import io.flexike.esp.sad.OutboundSa;
import io.flexike.esp.sad.TrafficLimits;
import io.flexike.esp.spd.OutboundIndex;
import io.flexike.esp.spd.SelectorSet;
import java.security.SecureRandom;

/** Makes SAs from their parameters. What it makes has copies of the keys; the caller destroys the given ones. */
final class SaFactory {
    private SaFactory() {}

    static SaPair pair(
            EspSaParameters parameters, Tunnel tunnel, SendPath path, CryptoProvider crypto, SecureRandom random) {
        requireUsable(parameters, crypto);
        SelectorSet selectors = selectors(parameters);
        return new SaPair(
                inbound(parameters, selectors, crypto),
                outbound(parameters, crypto, random),
                selectors,
                parameters.mode() == Mode.TRANSPORT,
                tunnel,
                path,
                parameters.outerHeader().toRules(),
                use(parameters));
    }

    private static SaPair.Use use(EspSaParameters parameters) {
        return parameters.queue().isEmpty() && parameters.group() == 0
                ? SaPair.Use.ALL
                : new SaPair.Use(parameters.queue().orElse(OutboundIndex.ANY_RESOURCE), parameters.group());
    }

    /** Ciphers are made with the first packet; what cannot be made is told before. */
    static void requireUsable(EspSaParameters parameters, CryptoProvider crypto) {
        CipherSpec spec = parameters.cipher();
        boolean encryption = crypto.supports(Transform.encryption(spec.encryption(), spec.keyBits()));
        boolean integrity = spec.integrity().equals(IntegrityAlgorithm.NONE)
                || crypto.supports(Transform.integrity(spec.integrity()));
        if (!encryption || !integrity) {
            throw new IllegalArgumentException("the crypto provider does not support " + spec);
        }
        // a second pair would repeat sequence numbers and nonces under the same keys
        if (parameters.keys().isDestroyed()) {
            throw new IllegalArgumentException(String.format(
                    "the keys of the pair with inbound SPI %08x are destroyed; a pair was made of them, or they were"
                            + " wiped",
                    parameters.inboundSpi()));
        }
    }

    static SelectorSet selectors(EspSaParameters parameters) {
        return new SelectorSet(
                parameters.local().stream().map(Selector::compile).toList(),
                parameters.remote().stream().map(Selector::compile).toList(),
                parameters.nonFirstFragments());
    }

    static InboundSa inbound(EspSaParameters parameters, SelectorSet selectors, CryptoProvider crypto) {
        CipherSpec spec = parameters.cipher();
        EspKeys keys = parameters.keys();
        int spi = parameters.inboundSpi();
        ReplayWindow window = new ReplayWindow(parameters.replayWindow(), spec.extendedSequenceNumbers());
        TrafficLimits limits = parameters.limits().toTrafficLimits();
        KeyedCipherSource<OpeningCipher> cipher = new KeyedCipherSource<>(
                keys.inboundEncryption(),
                keys.inboundIntegrity(),
                (encryption, integrity) -> crypto.openingCipher(spec, encryption, integrity));
        return parameters.path().isAh()
                ? InboundSa.ofAh(
                        spi, selectors, window, limits, cipher, spec.integrity().icvOctets())
                : new InboundSa(spi, selectors, window, limits, cipher);
    }

    static OutboundSa outbound(EspSaParameters parameters, CryptoProvider crypto, SecureRandom random) {
        CipherSpec spec = parameters.cipher();
        EspKeys keys = parameters.keys();
        int spi = parameters.outboundSpi();
        boolean extended = spec.extendedSequenceNumbers();
        TrafficLimits limits = parameters.limits().toTrafficLimits();
        KeyedCipherSource<SealingCipher> cipher = new KeyedCipherSource<>(
                keys.outboundEncryption(),
                keys.outboundIntegrity(),
                (encryption, integrity) -> crypto.sealingCipher(spec, encryption, integrity, random));
        return parameters.path().isAh()
                ? OutboundSa.ofAh(
                        spi, extended, limits, cipher, spec.integrity().icvOctets())
                : new OutboundSa(spi, extended, limits, tfcOctets(parameters), cipher);
    }

    // RFC 7296 1.3.1: nothing is added if the peer does not know it. RFC 4303 2.7: the receiver finds the packet's end
    // by its length, which in transport mode stands in a header that does not travel inside
    private static int tfcOctets(EspSaParameters parameters) {
        return parameters.mayPad() && parameters.mode() == Mode.TUNNEL ? parameters.tfcOctets() : 0;
    }

    static DirectionCounters counters(InboundSa sa) {
        return new DirectionCounters(sa.packets(), sa.octets(), sa.highestSequence());
    }

    static DirectionCounters counters(OutboundSa sa) {
        return new DirectionCounters(sa.packets(), sa.octets(), sa.sequence());
    }
}
