package io.flexike.flexvpn.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.IpPrefix;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class PrefixesPropertyTest {
    @Property
    void the_prefixes_of_a_range_follow_one_another_from_its_first_to_its_last_address(
            @ForAll int one, @ForAll int other) throws UnknownHostException {
        boolean inOrder = Integer.compareUnsigned(one, other) <= 0;
        AddressSelector range = AddressSelector.range(address(inOrder ? one : other), address(inOrder ? other : one));
        List<IpPrefix> prefixes = Prefixes.cover(range, 62).orElseThrow();

        assertThat(prefixes.get(0).address()).isEqualTo(range.start());
        assertThat(prefixes.get(prefixes.size() - 1).last()).isEqualTo(range.end());
        for (int i = 1; i < prefixes.size(); i++) {
            assertThat(number(prefixes.get(i).address()))
                    .isEqualTo(number(prefixes.get(i - 1).last()).add(BigInteger.ONE));
        }
        assertThat(prefixes).hasSizeLessThanOrEqualTo(62);
    }

    @Property
    void a_prefix_is_covered_by_itself(@ForAll long high, @ForAll long low) throws UnknownHostException {
        InetAddress address = InetAddress.getByAddress(
                ByteBuffer.allocate(16).putLong(high).putLong(low).array());
        for (int length : new int[] {0, 1, 47, 64, 127, 128}) {
            IpPrefix prefix = new IpPrefix(address, length);
            assertThat(Prefixes.cover(AddressSelector.subnet(prefix), 1).orElseThrow())
                    .containsExactly(prefix);
        }
    }

    @Example
    void a_range_that_is_no_prefix_becomes_the_fewest_prefixes() {
        assertThat(Prefixes.cover(
                                AddressSelector.range(
                                        IpPrefix.parseAddress("192.0.2.1"), IpPrefix.parseAddress("192.0.2.6")),
                                4)
                        .orElseThrow())
                .extracting(IpPrefix::toString)
                .containsExactly("192.0.2.1/32", "192.0.2.2/31", "192.0.2.4/31", "192.0.2.6/32");
    }

    private static InetAddress address(int value) throws UnknownHostException {
        return InetAddress.getByAddress(ByteBuffer.allocate(4).putInt(value).array());
    }

    private static BigInteger number(InetAddress address) {
        return new BigInteger(1, address.getAddress());
    }
}
