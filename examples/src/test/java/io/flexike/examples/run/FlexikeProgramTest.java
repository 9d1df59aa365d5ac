package io.flexike.examples.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlexikeProgramTest {
    private static final String KEYS = """
            aaa new-model
            aaa authorization network LOCAL local
            crypto ikev2 keyring KEYS
             peer ALL
              address 0.0.0.0 0.0.0.0
              pre-shared-key only-for-this-test
            """;

    private static final String HUB = KEYS + """
            hostname hub
            ip local pool SPOKES 10.255.0.2 10.255.0.254
            crypto ikev2 authorization policy SPOKES
             pool SPOKES
             route set interface
             route set remote ipv4 10.1.0.0 255.255.0.0
             route accept any
            crypto ikev2 profile SPOKES
             match identity remote fqdn domain spokes.example
             identity local fqdn hub.example
             authentication local pre-share
             authentication remote pre-share
             keyring local KEYS
             aaa authorization group psk list LOCAL SPOKES
             virtual-template 1
            interface Loopback0
             ip address 10.255.0.1 255.255.255.255
            interface GigabitEthernet1
             ip address 127.0.0.1 255.0.0.0
            interface Virtual-Template1 type tunnel
             ip unnumbered Loopback0
             tunnel mode ipsec ipv4
             tunnel protection ipsec profile default
            router bgp 65000
             bgp log-neighbor-changes
            """;

    private static final String SPOKE = KEYS + """
            crypto ikev2 authorization policy default
             route set remote ipv4 10.128.1.0 255.255.255.0
             route accept any
            crypto ikev2 profile default
             match identity remote fqdn hub.example
             identity local fqdn one.spokes.example
             authentication local pre-share
             authentication remote pre-share
             keyring local KEYS
             aaa authorization group psk list LOCAL default
            interface Tunnel0
             ip address negotiated
             tunnel mode ipsec ipv4
             tunnel source 127.0.0.2
             tunnel destination 127.0.0.1
             tunnel protection ipsec profile default
            ip route 10.0.0.0 255.0.0.0 Tunnel0
            """;

    @TempDir
    Path folder;

    private String ports;

    @BeforeEach
    void findPorts() throws IOException {
        try (DatagramSocket ike = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                DatagramSocket natTraversal =
                        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            ports = ike.getLocalPort() + "," + natTraversal.getLocalPort();
        }
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private Program run(String name, String text) throws IOException {
        return Program.start("run", file(name, text), "--in-memory", "--ports", ports);
    }

    @Test
    void hubAndSpokeTellOfTheirSessionAndObeyTheConsole() throws Exception {
        Path capture = folder.resolve("hub.pcapng");
        try (Program hub = Program.start(
                "run",
                file("hub.cfg", HUB),
                "--in-memory",
                "--ports",
                ports,
                "--keylog",
                Files.createDirectory(folder.resolve("keys")).toString(),
                "--pcap",
                capture.toString())) {
            hub.awaitErr("hub.cfg: kept and not acted upon: router bgp");
            hub.awaitOut("READY");
            try (Program spoke = run("spoke.cfg", SPOKE)) {
                spoke.awaitOut("READY");
                assertThat(spoke.awaitOut("session up"))
                        .startsWith("session up Tunnel0 peer hub.example local 127.0.0.2/")
                        .endsWith(" assigned 10.255.0.2");
                spoke.awaitOut("child up Tunnel0 spi in/out 0x");
                spoke.awaitOut("route added 10.1.0.0/16 via Tunnel0");
                assertThat(hub.awaitOut("session up"))
                        .startsWith("session up Virtual-Access1 peer one.spokes.example local 127.0.0.1/");
                hub.awaitOut("networks told Virtual-Access1 peer one.spokes.example");
                hub.awaitOut("route added 10.128.1.0/24 via Virtual-Access1");

                hub.type("sh run");
                hub.awaitOut("hostname hub");
                hub.type("show crypto ikev2 sa detailed");
                hub.awaitOut("      Remote id: one.spokes.example");
                hub.type("nonsense");
                assertThat(hub.awaitOut("% "))
                        .contains("\"nonsense\" is unknown here")
                        .contains("quit");

                hub.type("clear crypto session remote 127.0.0.9");
                hub.awaitOut("0 sessions cleared");
                hub.type("cl cr sess");
                hub.awaitOut("1 session cleared");
                spoke.awaitOut("session down Tunnel0 peer hub.example");
                assertThat(spoke.answer("initiate Tunnel0")).contains("Tunnel0 connects");
                spoke.awaitOut("session up Tunnel0");
                spoke.type("initiate Tunnel9");
                spoke.awaitOut("% no tunnel \"Tunnel9\" connects by itself");

                spoke.endInput();
                hub.type("clear crypto ikev2 sa");
                spoke.awaitOut("session up Tunnel0");
                spoke.terminate();
                assertThat(spoke.exitStatus()).isZero();
                hub.awaitOut("PEER_DELETED");
            }
            hub.type("quit");
            assertThat(hub.exitStatus()).isZero();
        }
        assertThat(Files.readString(folder.resolve("keys/ikev2_decryption_table")))
                .isNotBlank();
        assertThat(capture).isNotEmptyFile();
    }

    @Test
    void aReloadWithAnErrorLeavesWhatRuns() throws Exception {
        String worse = file("worse.cfg", HUB.replace("route accept any\n", "route accept any tag 0\n"));
        String other = file("other.cfg", HUB.replace("hostname hub", "hostname other"));
        try (Program hub = run("hub.cfg", HUB)) {
            hub.awaitOut("READY");

            hub.type("reload " + worse);
            hub.awaitOut("% " + worse + " is not applied");
            hub.awaitErr("worse.cfg:13:23: ");
            hub.type("show running-config");
            hub.awaitOut("hostname hub");

            hub.type("reload " + other);
            hub.awaitOut(other + " is applied; unchanged: Virtual-Template1");
            hub.type("show running-config");
            hub.awaitOut("hostname other");
            hub.type("quit");
            assertThat(hub.exitStatus()).isZero();
        }
    }

    @Test
    void aRefusedPeerHasItsReason() throws Exception {
        try (Program hub = run("hub.cfg", HUB);
                Program spoke = run("spoke.cfg", SPOKE.replace("only-for-this-test", "another-key"))) {
            assertThat(hub.awaitOut("peer refused"))
                    .contains(" peer one.spokes.example reason AUTHENTICATION_FAILED: ");
            spoke.awaitOut("connect failed Tunnel0 reason ");
        }
    }

    @Test
    void allErrorsArePrintedAndNothingRuns() throws Exception {
        String wrong = HUB.replace("pool SPOKES\n", "pool SPOKES\n netmask 1.2.3.4\n")
                .replace(" virtual-template 1", " lifetime 5\n virtual-template 1");
        try (Program program = run("wrong.cfg", wrong)) {
            assertThat(program.exitStatus()).isEqualTo(2);
            assertThat(program.everythingOnErr())
                    .anyMatch(line -> line.matches(".*wrong.cfg:11:\\d+: .*"))
                    .anyMatch(line -> line.matches(".*wrong.cfg:\\d+:\\d+: .*120.*"));
        }
        try (Program program =
                Program.start("run", folder.resolve("nowhere.cfg").toString())) {
            assertThat(program.exitStatus()).isEqualTo(2);
        }
        try (Program program = Program.start("walk")) {
            assertThat(program.exitStatus()).isEqualTo(2);
            assertThat(program.everythingOnErr()).last().asString().startsWith("usage: flexike run CONFIG");
        }
    }

    @Test
    void takenPortsAreSaid() throws Exception {
        int port = Integer.parseInt(ports.substring(0, ports.indexOf(',')));
        try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                Program program = run("hub.cfg", HUB)) {
            assertThat(taken.isBound()).isTrue();
            assertThat(program.exitStatus()).isEqualTo(1);
            assertThat(program.everythingOnErr()).anyMatch(line -> line.contains("could not be started"));
        }
    }

    @Test
    void withoutPrivilegesItIsSaidWhatIsNeeded() throws Exception {
        Path setpriv = Path.of("/usr/bin/setpriv");
        assumeThat(setpriv).exists();
        List<String> stripped = List.of(setpriv.toString(), "--inh-caps=-all", "--bounding-set=-all");
        try (Program program = Program.start(stripped, "run", file("hub.cfg", HUB))) {
            assumeThat(program.exitStatus()).isNotEqualTo(127);
            assertThat(program.exitStatus()).isEqualTo(1);
            assertThat(program.everythingOnErr())
                    .anyMatch(line -> line.contains("CAP_NET_ADMIN") && line.contains("--in-memory"));
        }
    }

    private static final String CERTIFICATES = """
            crypto pki trustpoint CA1
             revocation-check none
            crypto ikev2 profile CERTS
             match identity remote fqdn domain certs.example
             identity local fqdn hub.example
             authentication local rsa-sig
             authentication remote rsa-sig
             pki trustpoint CA1
             virtual-template 1
            """;

    @Test
    void aFolderOfTrustpointsIsNeededForCertificates() throws Exception {
        try (Program program =
                Program.start("run", file("pki.cfg", HUB + CERTIFICATES), "--in-memory", "--ports", ports)) {
            program.awaitErr(
                    "trustpoint CA1 cannot be used: no folder is named for its files; right would be --pki DIR");
            assertThat(program.exitStatus()).isNotZero();
        }
    }

    @Test
    void thePassphraseOfAKeyComesFromAFileAndIsNotShown() throws Exception {
        Path own = Files.createDirectories(folder.resolve("pki/CA1"));
        String certificate =
                FlexikeProgramTest.class.getResource("encrypted-key.pem").getPath();
        Files.copy(Path.of(certificate), own.resolve("cert.pem"));
        Files.copy(Path.of(certificate), own.resolve("ca.pem"));
        Files.copy(Path.of(certificate), own.resolve("key.pem"));
        Path passphrase = Files.writeString(folder.resolve("passphrase"), "barley\n");
        String[] words = {
            "run",
            file("pki.cfg", HUB + CERTIFICATES),
            "--in-memory",
            "--ports",
            ports,
            "--pki",
            folder.resolve("pki").toString(),
            "--pki-passphrase",
            passphrase.toString()
        };
        try (Program program = Program.start(words)) {
            assertThat(program.awaitErr("trustpoint CA1 cannot be used: "))
                    .contains("key.pem: the passphrase of the private key is wrong")
                    .doesNotContain("barley");
        }
        Files.writeString(passphrase, "open sesame\n");
        try (Program program = Program.start(words)) {
            program.awaitOut("READY");
        }
    }

    @Test
    void whatIsInTheFolderOfATrustpointIsChecked() throws Exception {
        Files.createDirectories(folder.resolve("pki/CA1"));
        Files.writeString(folder.resolve("pki/CA1/ca.pem"), "");
        try (Program program = Program.start(
                "run",
                file("pki.cfg", HUB + CERTIFICATES),
                "--in-memory",
                "--ports",
                ports,
                "--pki",
                folder.resolve("pki").toString())) {
            assertThat(program.awaitErr("trustpoint CA1 cannot be used: ")).contains("ca.pem");
            assertThat(program.exitStatus()).isNotZero();
        }
    }
}
