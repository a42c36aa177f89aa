/**
 * The commands of just-bash, by name, so that a program that does not exist
 * is refused without loading it. A test compares the list with just-bash's own.
 */
export const TOOLS: ReadonlySet<string> = new Set(
  `echo cat printf ls mkdir rmdir touch rm cp mv ln chmod pwd readlink head tail wc stat grep fgrep
  egrep rg sed awk sort uniq comm cut paste tr rev nl fold expand unexpand strings split column join
  tee find basename dirname tree du env printenv alias unalias history xargs true false clear bash
  sh jq base64 diff date sleep timeout time seq expr md5sum sha1sum sha256sum file html-to-markdown
  help which tac hostname whoami od gzip gunzip zcat`.split(/\s+/),
)
