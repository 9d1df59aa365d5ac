package io.flexike.ike.selector;

import java.net.InetAddress;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

/** Any address selector; and few enough of them that two often overlap. */
@SuppressWarnings("exports") // jqwik is there for tests only
public final class SelectorArbitraries {
    private SelectorArbitraries() {}

    /** Anything that the record allows. */
    public static Arbitrary<AddressSelector> selectors() {
        Arbitrary<Integer> port = Arbitraries.integers().between(0, 65535);
        return Arbitraries.of(4, 16)
                .flatMap(octets -> selectors(
                        Arbitraries.integers().between(0, 255),
                        port,
                        Arbitraries.bytes().array(byte[].class).ofSize(octets)));
    }

    /** Few protocols, ports and addresses of both families. */
    static Arbitrary<AddressSelector> crowdedSelectors() {
        Arbitrary<Integer> port = Arbitraries.of(0, 1, 2, 3, 65534, 65535);
        return Arbitraries.of(4, 4, 16)
                .flatMap(octets -> selectors(
                        Arbitraries.of(0, 6, 17),
                        port,
                        Arbitraries.integers().between(0, 5).map(last -> address(octets, last))));
    }

    static byte[] address(int octets, int last) {
        byte[] address = new byte[octets];
        address[0] = 10;
        address[octets - 1] = (byte) last;
        return address;
    }

    private static Arbitrary<AddressSelector> selectors(
            Arbitrary<Integer> protocol, Arbitrary<Integer> port, Arbitrary<byte[]> address) {
        Arbitrary<Tuple2<Integer, Integer>> ports = Arbitraries.oneOf(
                Combinators.combine(port, port)
                        .as((one, other) -> Tuple.of(Math.min(one, other), Math.max(one, other))),
                Arbitraries.of(Tuple.of(0, 65535), Tuple.of(65535, 0)));
        return Combinators.combine(protocol, ports, address, address).as((proto, range, one, other) -> {
            boolean ordered = Arrays.compareUnsigned(one, other) <= 0;
            InetAddress low = IpLiteral.ofOctets(ordered ? one : other);
            InetAddress high = IpLiteral.ofOctets(ordered ? other : one);
            return new AddressSelector(proto, range.get1(), range.get2(), low, high);
        });
    }
}
