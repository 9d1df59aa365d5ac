package io.flexike.flexvpn.interop;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The test runs only where all of these are present. Where one is missing the test is skipped with a sentence that
 * names it; with the environment variable {@code CI=true} it fails instead, so that a build server cannot lose the
 * interoperability tests without a sign.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(HostCondition.class)
public @interface RequiresHost {
    Requirement[] value();
}
