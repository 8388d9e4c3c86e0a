/** What a folder of images holds, found out without a stack. */
@NullMarked
package dev.assay.cli.data;

import org.jspecify.annotations.NullMarked;
