/** The grammar of router-style configuration text as data, and the matching of lines against it. */
@NullMarked
package io.flexike.flexvpn.ios.grammar;

import org.jspecify.annotations.NullMarked;
