export type { ProjectRecord } from '#storage/records.ts'
