package io.flexike.esp;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.netns.Command;
import io.flexike.esp.netns.NetworkNamespace;
import io.flexike.esp.tun.TunSettings;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two data planes in two namespaces with real devices and sockets; the kernels ping each other. */
class LinuxDataPlaneIT {
    private TwoNamespaces namespaces;

    @BeforeEach
    void createNamespaces() throws Exception {
        namespaces = TwoNamespaces.joined();
    }

    @AfterEach
    void removeNamespaces() throws Exception {
        if (namespaces != null) {
            namespaces.close();
        }
    }

    @ParameterizedTest
    @MethodSource("io.flexike.esp.TwoNamespaces#outerFormsAndAh")
    void kernels_ping_each_other(Encapsulation encapsulation, String from, String to, CipherSpec spec)
            throws Exception {
        TunSettings aliceTun = TunSettings.named("alice")
                .withAddress("10.1.0.1/24")
                .withAddress("fd01::1/64")
                .withRoute("10.2.0.0/24")
                .withRoute("fd02::/64");
        TunSettings bobTun = TunSettings.named("bob")
                .withAddress("10.2.0.1/24")
                .withAddress("fd02::1/64")
                .withRoute("10.1.0.0/24")
                .withRoute("fd01::/64");
        OuterPath there = TwoNamespaces.path(encapsulation, from, to);
        OuterPath back = TwoNamespaces.path(encapsulation, to, from);
        try (DataPlane alice = namespaces.left.inside(() -> TwoNamespaces.start(aliceTun, there));
                DataPlane bob = namespaces.right.inside(() -> TwoNamespaces.start(bobTun, back))) {
            bob.install(TestSas.bob(spec)
                    .path(back)
                    .local(Selector.subnet("10.2.0.0/24"), Selector.subnet("fd02::/64"))
                    .remote(Selector.subnet("10.1.0.0/24"), Selector.subnet("fd01::/64"))
                    .build());
            alice.install(TestSas.alice(spec)
                    .path(there)
                    .local(Selector.subnet("10.1.0.0/24"), Selector.subnet("fd01::/64"))
                    .remote(Selector.subnet("10.2.0.0/24"), Selector.subnet("fd02::/64"))
                    .build());
            for (String octets : new String[] {"56", "1300", "4000"}) {
                for (String target : new String[] {"10.2.0.1", "fd02::1"}) {
                    assertPing(namespaces.left, target, octets);
                }
                for (String target : new String[] {"10.1.0.1", "fd01::1"}) {
                    assertPing(namespaces.right, target, octets);
                }
            }
            assertThat(bob.snapshot().drops().keySet()).isSubsetOf(DropReason.NO_SA);
            assertThat(alice.snapshot().drops().keySet()).isSubsetOf(DropReason.NO_SA);
        }
    }

    private static void assertPing(NetworkNamespace from, String target, String octets) throws IOException {
        Command.Outcome ping = from.run("ping", "-n", "-c", "3", "-i", "0.05", "-w", "10", "-s", octets, target);
        assertThat(ping.status()).as(ping.output()).isZero();
    }

    /** RFC 1191: the first packet that may not be cut is lost, and the host learns. */
    @ParameterizedTest
    @MethodSource("io.flexike.esp.TwoNamespaces#outerForms")
    void a_host_learns_what_is_too_long_for_the_path(
            Encapsulation encapsulation, String from, String to, CipherSpec spec) throws Exception {
        TunSettings aliceTun = TunSettings.named("alice")
                .withMtu(9000)
                .withAddress("10.1.0.1/24")
                .withAddress("fd01::1/64")
                .withRoute("fd02::/64")
                .withRoute("10.2.0.0/24");
        TunSettings bobTun = TunSettings.named("bob")
                .withMtu(9000)
                .withAddress("10.2.0.1/24")
                .withAddress("fd02::1/64")
                .withRoute("fd01::/64")
                .withRoute("10.1.0.0/24");
        OuterPath there = TwoNamespaces.path(encapsulation, from, to);
        OuterPath back = TwoNamespaces.path(encapsulation, to, from);
        try (DataPlane alice = namespaces.left.inside(() -> TwoNamespaces.start(aliceTun, there));
                DataPlane bob = namespaces.right.inside(() -> TwoNamespaces.start(bobTun, back))) {
            bob.install(TestSas.anyTraffic(TestSas.bob(spec).path(back)));
            alice.install(TestSas.anyTraffic(TestSas.alice(spec).path(there)));
            for (String target : new String[] {"10.2.0.1", "fd02::1"}) {
                learn(namespaces.left, target);
                learn(namespaces.right, target.equals("fd02::1") ? "fd01::1" : "10.1.0.1");
                assertPing(namespaces.left, target, "8000");
            }
            assertThat(alice.snapshot().drops()).containsKey(DropReason.EXCEEDS_PATH_MTU);
        }
    }

    /** One that is lost, of which the host is told. */
    private static void learn(NetworkNamespace from, String target) throws IOException {
        from.run("ping", "-n", "-c", "1", "-W", "0.2", "-s", "8000", target);
    }

    @ParameterizedTest
    @MethodSource("io.flexike.esp.TwoNamespaces#outerForms")
    void packets_longer_than_the_path_are_cut_by_the_kernel(
            Encapsulation encapsulation, String from, String to, CipherSpec spec) throws Exception {
        TunSettings aliceTun = TunSettings.named("alice")
                .withMtu(9000)
                .withAddress("10.1.0.1/24")
                .withRoute("10.2.0.0/24");
        TunSettings bobTun = TunSettings.named("bob")
                .withMtu(9000)
                .withAddress("10.2.0.1/24")
                .withRoute("10.1.0.0/24");
        OuterPath there = TwoNamespaces.path(encapsulation, from, to);
        OuterPath back = TwoNamespaces.path(encapsulation, to, from);
        try (DataPlane alice = namespaces.left.inside(() -> TwoNamespaces.start(aliceTun, there));
                DataPlane bob = namespaces.right.inside(() -> TwoNamespaces.start(bobTun, back))) {
            OuterHeaderPolicy cut =
                    OuterHeaderPolicy.standard().withDfBit(DfBit.CLEAR).withFragmentationAfterEncryption();
            bob.install(TestSas.anyTraffic(TestSas.bob(spec).path(back).outerHeader(cut)));
            alice.install(TestSas.anyTraffic(TestSas.alice(spec).path(there).outerHeader(cut)));

            assertPing(namespaces.left, "10.2.0.1", "8000");
            assertPing(namespaces.right, "10.1.0.1", "8000");
        }
    }
}
