/** Bindings to JCA and Bouncy Castle; the only package that names either. */
package io.flexike.crypto.internal;
