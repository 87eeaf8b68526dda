/** Milliseconds of CPU that this process has used: on a software adapter, what other work on the machine falsifies little. */
export const cpu = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
