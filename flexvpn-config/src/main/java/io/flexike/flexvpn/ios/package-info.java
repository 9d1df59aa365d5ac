/** The words of router-style configuration text, in and out. */
package io.flexike.flexvpn.ios;
