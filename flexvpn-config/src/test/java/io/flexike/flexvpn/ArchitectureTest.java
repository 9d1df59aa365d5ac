package io.flexike.flexvpn;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.signature.SigningKey;
import io.flexike.crypto.signature.VerificationKey;
import io.flexike.ike.session.EapAuthentication;
import io.flexike.ike.session.EapConversation;
import io.flexike.ike.session.Question;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Timer;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The rules that hold across the four libraries; here because only this module sees them all. */
class ArchitectureTest {
    static final List<String> MODULES = List.of("ikev2-crypto", "ikev2-core", "esp-dataplane", "flexvpn-config");

    /** What is told the time and the datagrams, and answers. */
    private static final String[] DETERMINISTIC = {
        "io.flexike.ike.message..",
        "io.flexike.ike.payload..",
        "io.flexike.ike.proposal..",
        "io.flexike.ike.selector..",
        "io.flexike.ike.identity..",
        "io.flexike.ike.keys..",
        "io.flexike.ike.auth..",
        "io.flexike.ike.eap..",
        "io.flexike.ike.task..",
        "io.flexike.ike.exchange..",
        "io.flexike.ike.session..",
        "io.flexike.ike.engine..",
        "io.flexike.ike.error.."
    };

    private static final String[] OWNERS_OF_TIME_AND_CHANCE = {
        "io.flexike.ike.transport..", "io.flexike.esp.net..", "io.flexike.flexvpn.runtime.."
    };

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importPaths(MODULES.stream().map(ArchitectureTest::classesOf).toList());

    @ParameterizedTest
    @FieldSource("MODULES")
    void every_library_is_looked_at(String module) {
        assertThat(new ClassFileImporter().importPath(classesOf(module))).isNotEmpty();
    }

    @Test
    void packages_form_no_cycle() {
        check(SlicesRuleDefinition.slices()
                .matching("io.flexike.(**)")
                .should()
                .beFreeOfCycles()
                // The front doors of crypto name what lies behind them; what lies behind uses the secrets beside the
                // doors.
                .ignoreDependency(assignableTo(CryptoProvider.class), alwaysTrue())
                .ignoreDependency(equivalentTo(SigningKey.class), alwaysTrue())
                .ignoreDependency(equivalentTo(VerificationKey.class), alwaysTrue()));
    }

    @Test
    void ike_and_esp_do_not_see_each_other() {
        check(noClasses().that().resideInAPackage("io.flexike.ike..").should().dependOnClassesThat(residing("esp")));
        check(noClasses().that().resideInAPackage("io.flexike.esp..").should().dependOnClassesThat(residing("ike")));
    }

    @Test
    void lower_modules_do_not_see_higher_ones() {
        check(noClasses()
                .that()
                .resideInAnyPackage("io.flexike.crypto..", "io.flexike.ike..", "io.flexike.esp..")
                .should()
                .dependOnClassesThat(residing("flexvpn")));
        check(noClasses()
                .that()
                .resideInAPackage("io.flexike.crypto..")
                .should()
                .dependOnClassesThat(residing("ike").or(residing("esp"))));
    }

    @Test
    void only_the_bindings_of_crypto_name_bouncy_castle_or_ciphers() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("io.flexike.crypto.internal..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bouncycastle..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Cipher.class));
    }

    /** Questions, and what answers them, are asked by whoever drives the engine, on threads of its own. */
    @Test
    void the_deterministic_part_of_ike_has_no_socket_channel_thread_or_clock() {
        check(noClasses()
                .that()
                .resideInAnyPackage(DETERMINISTIC)
                .and()
                .areNotAssignableTo(Question.class)
                .and()
                .areNotAssignableTo(EapAuthentication.class)
                .and()
                .areNotAssignableTo(EapConversation.class)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.channels..", "java.util.concurrent..", "org.slf4j..")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Thread.class, ThreadLocal.class, Timer.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(InstantSource.class)
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.net\\.\\w*(Socket|SocketFactory|SocketImpl|Connection|URL|URI)"));
    }

    @Test
    void time_is_read_only_in_transport_and_runtime() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(OWNERS_OF_TIME_AND_CHANCE)
                .should()
                .accessTargetWhere(uses("java\\.lang\\.System", "nanoTime|currentTimeMillis"))
                .orShould()
                .accessTargetWhere(uses("java\\.time\\.\\w+", "now"))
                .orShould()
                .accessTargetWhere(uses("java\\.time\\.Clock", "system\\w*|tick\\w*"))
                .orShould()
                .accessTargetWhere(construction("java\\.util\\.Date")));
    }

    @Test
    void randomness_is_drawn_only_in_transport_and_runtime() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(OWNERS_OF_TIME_AND_CHANCE)
                .should()
                .accessTargetWhere(construction("java\\.(security\\.Secure|util\\.(Splittable)?)Random"))
                .orShould()
                .accessTargetWhere(uses("java\\.security\\.SecureRandom", "getInstance\\w*"))
                .orShould()
                .accessTargetWhere(uses("java\\.util\\.concurrent\\.ThreadLocalRandom", "current"))
                .orShould()
                .accessTargetWhere(uses("java\\.util\\.UUID", "randomUUID"))
                .orShould()
                .accessTargetWhere(uses("java\\.lang\\.(Strict)?Math", "random")));
    }

    @Test
    void libraries_do_not_print() {
        check(GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS);
        check(GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING);
    }

    @Test
    void libraries_are_not_configured_by_properties_or_environment() {
        check(noClasses()
                .should()
                .accessTargetWhere(uses("java\\.lang\\.System", "getProperty|getProperties|setProperty|getenv"))
                .orShould()
                .accessTargetWhere(uses("java\\.lang\\.(Integer|Long)", "getInteger|getLong"))
                .orShould()
                .accessTargetWhere(uses("java\\.lang\\.Boolean", "getBoolean")));
    }

    @Test
    void nothing_is_named_after_a_drawer() {
        check(noClasses()
                .should()
                .haveNameMatching(".*[a-z](Manager|Helper|Utils?|Impl|Data|Processor)")
                .orShould()
                .resideInAnyPackage("..util..", "..common..", "..impl..", "..helper.."));
    }

    private static void check(ArchRule rule) {
        // A rule may speak of a package that is not there yet; every_library_is_looked_at sees to it that there is
        // something.
        rule.allowEmptyShould(true).check(CLASSES);
    }

    private static Path classesOf(String module) {
        return Path.of("..", module, "target", "classes");
    }

    private static DescribedPredicate<JavaClass> residing(String part) {
        return resideInAPackage("io.flexike." + part + "..");
    }

    private static DescribedPredicate<JavaAccess<?>> uses(String ownerPattern, String methodPattern) {
        return targetOwner(nameMatching(ownerPattern)).and(target(nameMatching(methodPattern)));
    }

    /**
     * A constructor without arguments: one with a seed, or of a subclass that brings its own source, is deterministic.
     */
    private static DescribedPredicate<JavaAccess<?>> construction(String pattern) {
        return uses(pattern, "<init>")
                .and(describe(
                        "without arguments",
                        access -> access.getTarget() instanceof CodeUnitAccessTarget made
                                && made.getRawParameterTypes().isEmpty()));
    }
}
