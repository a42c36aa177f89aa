import { OutLink } from '../controls/out-link.tsx'

/** Where to make a token for Netlify. */
export function NetlifyTokenHelp() {
  return (
    <span>
      <OutLink href="https://app.netlify.com/user/applications#personal-access-tokens">
        Make one at app.netlify.com
      </OutLink>{' '}
      under “Personal access tokens”. It can do all that you can; give it an end date.
    </span>
  )
}
