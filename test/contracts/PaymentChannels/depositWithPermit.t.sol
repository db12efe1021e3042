// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IPaymentChannels} from "../../../contracts/interfaces/IPaymentChannels.sol";
import {Messages} from "../support/Messages.sol";
import {ChannelsTest} from "./ChannelsTest.sol";

contract DepositWithPermitTest is ChannelsTest {
    Party private funder;
    uint8 private v;
    bytes32 private r;
    bytes32 private s;

    function setUp() public override {
        super.setUp();
        funder = party("funder");
        token.mint(funder.at, 10_000_000);
        bytes32 structHash =
            keccak256(abi.encode(Messages.PERMIT, funder.at, address(channels), 4_000_000, 0, NOW + DAY));
        (v, r, s) = vm.sign(funder.key, Messages.digest(token.DOMAIN_SEPARATOR(), structHash));
        vm.recordLogs();
    }

    function _deposit(address from, uint96 amount) private {
        vm.prank(from);
        channels.depositWithPermit(payer.at, funder.at, amount, NOW + DAY, v, r, s);
    }

    function _assertDeposited() private view {
        (uint96 available, address owner) = channels.accountOf(payer.at);
        vm.assertEq(available, 4_000_000, "available");
        vm.assertEq(owner, funder.at, "owner");
        vm.assertEq(token.balanceOf(funder.at), 6_000_000, "funder");
        vm.assertEq(token.balanceOf(address(channels)), 4_000_000, "contract");
    }

    function test_creditsWithoutAnEarlierApproval() public {
        _deposit(funder.at, 4_000_000);
        _assertDeposited();
        vm.assertEq(token.allowance(funder.at, address(channels)), 0, "allowance left");
    }

    function test_writesOneEvent() public {
        _deposit(funder.at, 4_000_000);
        _assertOnlyEvent(IPaymentChannels.Deposited.selector, payer.at, funder.at, abi.encode(4_000_000, 0));
    }

    function test_depositsByTheAllowanceThatIsThere() public {
        // Anybody may take the permit from the mempool and submit it alone.
        token.permit(funder.at, address(channels), 4_000_000, NOW + DAY, v, r, s);
        _deposit(funder.at, 4_000_000);
        _assertDeposited();
    }

    function test_failsForWantOfAllowance() public {
        s = bytes32(uint256(s) ^ 1);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(channels), 0, 4_000_000)
        );
        _deposit(funder.at, 4_000_000);
    }

    function test_needsNoPermit() public {
        vm.prank(funder.at);
        token.approve(address(channels), 4_000_000);
        (v, r, s) = (0, 0, 0);
        _deposit(funder.at, 4_000_000);
        _assertDeposited();
    }

    function test_neverTakesFromTheOneWhoSigned() public {
        // Mallory replays the funder's permit in her own call, after it was submitted: the allowance is the funder's, the money must be hers.
        token.permit(funder.at, address(channels), 4_000_000, NOW + DAY, v, r, s);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(channels), 0, 4_000_000)
        );
        _deposit(STRANGER, 4_000_000);
        vm.assertEq(token.balanceOf(funder.at), 10_000_000, "funder");
    }

    function test_refusesWhatDepositRefuses() public {
        vm.startPrank(funder.at);
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.ZeroAddress.selector));
        channels.depositWithPermit(address(0), funder.at, 4_000_000, NOW + DAY, v, r, s);
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.ZeroAddress.selector));
        channels.depositWithPermit(payer.at, address(0), 4_000_000, NOW + DAY, v, r, s);
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.ZeroAmount.selector));
        channels.depositWithPermit(payer.at, funder.at, 0, NOW + DAY, v, r, s);
        channels.depositWithPermit(payer.at, funder.at, 4_000_000, NOW + DAY, v, r, s);
        vm.expectRevert(
            abi.encodeWithSelector(IPaymentChannels.WrongOwner.selector, payer.at, funder.at, STRANGER)
        );
        channels.depositWithPermit(payer.at, STRANGER, 1, NOW + DAY, v, r, s);
        vm.stopPrank();
    }
}
