// First, because modules are evaluated in the order of their imports.
import './buffer.ts'

export * from 'isomorphic-git'
