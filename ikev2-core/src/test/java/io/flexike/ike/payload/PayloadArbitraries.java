package io.flexike.ike.payload;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformAttribute;
import io.flexike.crypto.transform.TransformType;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.identity.IdentificationType;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.SelectorArbitraries;
import io.flexike.ike.selector.TrafficSelector;
import io.flexike.ike.selector.UnknownSelector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Any payload of each kind, within what its record allows. */
@SuppressWarnings("exports") // jqwik is there for tests only
public final class PayloadArbitraries {
    private static final Map<Class<? extends Payload>, Arbitrary<? extends Payload>> BY_KIND = new HashMap<>();

    static {
        register(SaPayload.class, saPayloads());
        register(
                KePayload.class,
                Combinators.combine(numbers(65535).map(KeyExchangeMethod::new), octets(0, 300))
                        .as(KePayload::new));
        register(IdiPayload.class, identifications().map(IdiPayload::new));
        register(IdrPayload.class, identifications().map(IdrPayload::new));
        register(
                CertPayload.class,
                Combinators.combine(numbers(255).map(CertificateEncoding::new), octets(1, 300))
                        .as(CertPayload::new));
        register(
                CertReqPayload.class,
                Combinators.combine(
                                numbers(255).map(CertificateEncoding::new),
                                Arbitraries.integers().between(0, 4).flatMap(n -> octets(20 * n, 20 * n)))
                        .as(CertReqPayload::new));
        register(
                AuthPayload.class,
                Combinators.combine(numbers(255).map(AuthMethod::new), octets(0, 300))
                        .as(AuthPayload::new));
        register(NoncePayload.class, octets(16, 256).map(NoncePayload::new));
        register(NotifyPayload.class, notifyPayloads());
        register(DeletePayload.class, deletePayloads());
        register(VendorIdPayload.class, octets(0, 100).map(VendorIdPayload::new));
        register(TsiPayload.class, selectors().map(TsiPayload::new));
        register(TsrPayload.class, selectors().map(TsrPayload::new));
        register(
                SkPayload.class,
                Combinators.combine(payloadTypes(), octets(0, 300)).as(SkPayload::new));
        register(SkfPayload.class, skfPayloads());
        register(
                CpPayload.class,
                Combinators.combine(
                                numbers(255).map(ConfigurationType::new),
                                attributes().list().ofMaxSize(6))
                        .as(CpPayload::new));
        register(EapPayload.class, eapPayloads());
        register(
                UnknownPayload.class,
                Combinators.combine(
                                payloadTypes()
                                        .filter(type ->
                                                !PayloadDecoders.understands(type) && !type.equals(PayloadType.NONE)),
                                octets(0, 100))
                        .as((type, body) -> new UnknownPayload(type, false, body)));
    }

    private PayloadArbitraries() {}

    private static <P extends Payload> void register(Class<P> kind, Arbitrary<P> payloads) {
        BY_KIND.put(kind, payloads);
    }

    /** The kinds that can be made. */
    static Map<Class<? extends Payload>, Arbitrary<? extends Payload>> byKind() {
        return BY_KIND;
    }

    /** Any payload. */
    public static Arbitrary<Payload> payloads() {
        return Arbitraries.of(new ArrayList<>(BY_KIND.values())).flatMap(each -> each.map(Payload.class::cast));
    }

    /** Any payload that may stand anywhere in a chain, or inside an SK payload. */
    public static Arbitrary<Payload> innerPayloads() {
        return payloads().filter(each -> !(each instanceof SkPayload) && !(each instanceof SkfPayload));
    }

    static Arbitrary<byte[]> octets(int min, int max) {
        return Arbitraries.bytes().array(byte[].class).ofMinSize(min).ofMaxSize(max);
    }

    private static Arbitrary<Integer> numbers(int max) {
        return Arbitraries.integers().between(0, max);
    }

    public static Arbitrary<PayloadType> payloadTypes() {
        return numbers(255).map(PayloadType::new);
    }

    private static Arbitrary<SaPayload> saPayloads() {
        Arbitrary<TransformAttribute> shortForm = Combinators.combine(numbers(32767), octets(2, 2))
                .as((type, value) -> new TransformAttribute(type, true, value));
        Arbitrary<TransformAttribute> longForm = Combinators.combine(numbers(32767), octets(0, 9))
                .as((type, value) -> new TransformAttribute(type, false, value));
        Arbitrary<Transform> transforms = Combinators.combine(
                        numbers(255).map(TransformType::new),
                        numbers(65535),
                        Arbitraries.oneOf(shortForm, longForm).list().ofMaxSize(3))
                .as(Transform::new);
        Arbitrary<OfferedProposal> proposals = Combinators.combine(
                        numbers(255).map(SecurityProtocol::new),
                        octets(8, 8),
                        transforms.list().ofMinSize(1).ofMaxSize(6),
                        Arbitraries.of(true, false))
                .as((protocol, spi, list, withSpi) -> new OfferedProposal(
                        0, Arrays.copyOf(spi, spiOctets(protocol, withSpi)), new Proposal(protocol, list)));
        return Combinators.combine(proposals.list().ofMinSize(1).ofMaxSize(5), numbers(250))
                .as(PayloadArbitraries::numbered);
    }

    private static int spiOctets(SecurityProtocol protocol, boolean withSpi) {
        if (SpiSizes.isChildSa(protocol)) {
            return 4;
        }
        return withSpi ? 8 : 0;
    }

    private static SaPayload numbered(List<OfferedProposal> proposals, int first) {
        List<OfferedProposal> numbered = new ArrayList<>();
        for (OfferedProposal each : proposals) {
            numbered.add(new OfferedProposal(first + numbered.size(), each.spi(), each.proposal()));
        }
        return new SaPayload(numbered);
    }

    private static Arbitrary<Identification> identifications() {
        Arbitrary<Identification> four =
                octets(4, 4).map(data -> new Identification(IdentificationType.IPV4_ADDR, data));
        Arbitrary<Identification> sixteen =
                octets(16, 16).map(data -> new Identification(IdentificationType.IPV6_ADDR, data));
        Arbitrary<Identification> others = Combinators.combine(
                        numbers(255).filter(type -> type != 1 && type != 5).map(IdentificationType::new),
                        octets(0, 100))
                .as(Identification::new);
        return Arbitraries.oneOf(four, sixteen, others);
    }

    private static Arbitrary<NotifyPayload> notifyPayloads() {
        Arbitrary<NotifyType> types = numbers(65535).map(NotifyType::new);
        Arbitrary<NotifyPayload> plain =
                Combinators.combine(types, octets(0, 100)).as(NotifyPayload::of);
        Arbitrary<NotifyPayload> ofChild = Combinators.combine(
                        Arbitraries.of(SecurityProtocol.AH, SecurityProtocol.ESP), octets(4, 4), types, octets(0, 50))
                .as(NotifyPayload::new);
        Arbitrary<NotifyPayload> ofIke = Combinators.combine(octets(8, 8), types, octets(0, 50))
                .as((spi, type, data) -> new NotifyPayload(SecurityProtocol.IKE, spi, type, data));
        return Arbitraries.oneOf(plain, ofChild, ofIke);
    }

    private static Arbitrary<DeletePayload> deletePayloads() {
        Arbitrary<DeletePayload> ike = Arbitraries.just(DeletePayload.ikeSa());
        Arbitrary<DeletePayload> child = Combinators.combine(
                        Arbitraries.of(SecurityProtocol.AH, SecurityProtocol.ESP),
                        octets(4, 4).list().ofMaxSize(10))
                .as(DeletePayload::new);
        Arbitrary<DeletePayload> other =
                octets(5, 5).list().ofMaxSize(4).map(spis -> new DeletePayload(new SecurityProtocol(201), spis));
        return Arbitraries.oneOf(ike, child, other);
    }

    private static Arbitrary<List<TrafficSelector>> selectors() {
        Arbitrary<AddressSelector> known = SelectorArbitraries.selectors();
        Arbitrary<UnknownSelector> unknown = Combinators.combine(
                        numbers(255).filter(type -> type != 7 && type != 8), numbers(255), octets(0, 40))
                .as(UnknownSelector::new);
        return Arbitraries.oneOf(known.map(TrafficSelector.class::cast), unknown.map(TrafficSelector.class::cast))
                .list()
                .ofMinSize(1)
                .ofMaxSize(8);
    }

    private static Arbitrary<ConfigurationAttribute> attributes() {
        return numbers(32767)
                .map(ConfigurationAttributeType::new)
                .flatMap(type -> octets(0, 20)
                        .filter(value -> ConfigurationAttribute.fits(type, value.length))
                        .map(value -> new ConfigurationAttribute(type, value)));
    }

    private static Arbitrary<SkfPayload> skfPayloads() {
        Arbitrary<Integer> totals = Arbitraries.integers().between(1, 65535);
        return totals.flatMap(total -> Combinators.combine(
                        payloadTypes(), Arbitraries.integers().between(1, total), octets(0, 100))
                .as((first, number, body) -> new SkfPayload(first, number, total, body)));
    }

    private static Arbitrary<EapPayload> eapPayloads() {
        Arbitrary<EapPayload> ends = Combinators.combine(Arbitraries.of(3, 4), numbers(255))
                .as((code, id) -> new EapPayload(new byte[] {code.byteValue(), id.byteValue(), 0, 4}));
        Arbitrary<EapPayload> others = Combinators.combine(Arbitraries.of(1, 2, 5, 200), octets(5, 100))
                .as((code, message) -> {
                    message[0] = code.byteValue();
                    message[2] = (byte) (message.length >> 8);
                    message[3] = (byte) message.length;
                    return new EapPayload(message);
                });
        return Arbitraries.oneOf(ends, others);
    }
}
