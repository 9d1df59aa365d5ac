/** What holds when nothing is said, by generations. */
package io.flexike.flexvpn.defaults;
