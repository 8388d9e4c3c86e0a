/** What a person sees while a study runs. */
@NullMarked
package dev.assay.cli.progress;

import org.jspecify.annotations.NullMarked;
